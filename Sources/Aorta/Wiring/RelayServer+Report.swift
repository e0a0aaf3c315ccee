import Engine
import Front
import Signaling
import Wire

extension RelayServer {
    /// What the connection report tries its ways with.
    func makeReport(_ engine: MediaEngine, _ media: EngineMediaPlane) -> ReportServices {
        let ownPort = engine.localAddresses.first?.port ?? configuration.media.udp.port
        let candidates = candidateAddresses.map { address in
            MediaCandidate(
                isTCP: false, address: address.host,
                port: address.port == 0 ? ownPort : address.port)
        }
        return ReportServices(
            media: media, candidates: { candidates }, relays: { media.relayURLs(host: $0) },
            foreignServers: configuration.signaling.iceServers)
    }
}
