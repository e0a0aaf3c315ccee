import HTTPTypes
import Hummingbird
import NIOCore

/// For whoever keeps the server running: is it alive, is it ready, what does it do.
struct OperationsRoutes: Sendable {
    let services: FrontServices
    let sources: SourceLimit

    func add(to router: Router<FrontContext>) {
        router.get("/healthz") { _, _ in Response.json(["status": "alive"]) }
        router.get("/readyz") { _, _ in await readiness() }
        router.get("/metrics") { _, _ in await metrics() }
    }

    private func readiness() async -> Response {
        let obstacles = await services.obstacles()
        guard obstacles.isEmpty else {
            return .json(
                ["status": "not ready", "because": obstacles.joined(separator: "; ")],
                status: .serviceUnavailable)
        }
        return .json(["status": "ready"])
    }

    private func metrics() async -> Response {
        let own = Metric(
            "aorta_stream_connections", "TCP connections that are open.", .gauge,
            [.init(Double(sources.openConnections))])
        let text = PrometheusText.text(of: [own] + (await services.metrics()))
        return Response(
            status: .ok, headers: [.contentType: PrometheusText.contentType],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
