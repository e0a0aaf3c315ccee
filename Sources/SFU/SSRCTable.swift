/// Which incoming stream an SSRC is, on one connection.
///
/// A browser sends a handful of streams, so a scan of a small array beats hashing. What a hostile
/// one sends beyond ``limit`` is not remembered.
struct SSRCTable {
    struct Stream: Equatable {
        /// Index of the publication in its endpoint.
        let publication: Int
        let layer: Int
        let isRetransmission: Bool
    }

    /// ``SRTPReceiver`` keeps state for as many.
    static let limit = 64

    private var ssrcs: [UInt32] = []
    private var streams: [Stream] = []

    func stream(for ssrc: UInt32) -> Stream? {
        for index in ssrcs.indices where ssrcs[index] == ssrc { return streams[index] }
        return nil
    }

    /// The latest word on an SSRC holds. At the limit nothing is added.
    mutating func set(_ ssrc: UInt32, to stream: Stream) {
        if let index = ssrcs.firstIndex(of: ssrc) {
            streams[index] = stream
        } else if ssrcs.count < Self.limit {
            ssrcs.append(ssrc)
            streams.append(stream)
        }
    }

    mutating func remove(_ ssrc: UInt32) {
        guard let index = ssrcs.firstIndex(of: ssrc) else { return }
        ssrcs.remove(at: index)
        streams.remove(at: index)
    }

    mutating func removeAll(of publication: Int) {
        for index in ssrcs.indices.reversed() where streams[index].publication == publication {
            ssrcs.remove(at: index)
            streams.remove(at: index)
        }
    }
}
