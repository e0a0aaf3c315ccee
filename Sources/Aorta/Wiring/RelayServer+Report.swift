import Engine
import Front
import Signaling
import Wire

extension RelayServer {
    /// What the connection report tries its ways with.
    func makeReport(_ engine: MediaEngine, _ media: EngineMediaPlane) -> ReportServices {
        let candidates = [(engine.candidates, false), (engine.tcpCandidates, true)]
            .flatMap { addresses, isTCP in
                addresses.map {
                    MediaCandidate(isTCP: isTCP, address: $0.host, port: $0.port)
                }
            }
        return ReportServices(
            media: media, candidates: { candidates }, relays: { media.relayURLs(host: $0) },
            foreignServers: configuration.signaling.iceServers)
    }
}
