import Engine
import Front
import TURN
import Wire

/// TCP and TLS connections that carry media, from the doors to the engine's shards.
struct EngineStreams: StreamMedia {
    /// Of the calls' engine or of TURN's own.
    let openStream:
        @Sendable (StreamKind, SocketAddress, ClientTransport, any StreamWriter) -> MediaStream?

    func open(
        _ kind: MediaStreamKind, from remote: SocketAddress, isSecure: Bool,
        writer: any MediaStreamWriter
    ) -> (any MediaStreamReader)? {
        openStream(
            StreamKind(kind), remote, isSecure ? .tls : .tcp, Writer(channel: writer)
        ).map(Reader.init)
    }

    private struct Writer: StreamWriter {
        let channel: any MediaStreamWriter

        func write(_ burst: [UInt8], written: @escaping @Sendable () -> Void) {
            channel.write(burst, written: written)
        }

        func close() { channel.close() }
    }

    private struct Reader: MediaStreamReader {
        let stream: MediaStream

        func receive(_ bytes: [UInt8], taken: @escaping @Sendable () -> Void) {
            stream.receive(bytes, taken: taken)
        }

        func ended() { stream.ended() }
    }
}

extension StreamKind {
    fileprivate init(_ kind: MediaStreamKind) {
        switch kind {
        case .turn: self = .turn
        case .framedICE: self = .framedICE
        }
    }
}
