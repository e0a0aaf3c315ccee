import NIOHTTP1
import Signaling

/// A WebSocket that says back what it is told, to anyone, for a short time: whether WebSockets
/// stay open from here, and how long a message takes.
struct ReportEcho: Sendable {
    static let path = ReportRoutes.path + "/echo/"

    private static let lifetime = Duration.seconds(15)
    private static let messageLimit = 64
    private static let messageBytes = 1_024

    private let open = SourceLimit(maximumConnections: 64, maximumPerSource: 4)

    func verdict(source: String) -> WebSocketVerdict {
        .accept(subprotocol: nil) { connection in
            guard open.enter(source) else { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await Self.echo(connection) }
                group.addTask { try? await Task.sleep(for: Self.lifetime) }
                await group.next()
                group.cancelAll()
            }
            open.leave(source)
        }
    }

    private static func echo(_ connection: WebSocketConnection) async {
        var count = 0
        for await text in connection.messages {
            count += 1
            guard count <= messageLimit, text.utf8.count <= messageBytes else { return }
            await connection.write(text)
        }
    }
}

extension WebSocketRequest {
    /// Whether it is for the connection report.
    var isForReport: Bool { head.uri.prefix { $0 != "?" } == ReportEcho.path }
}
