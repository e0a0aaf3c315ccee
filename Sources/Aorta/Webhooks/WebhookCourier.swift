import Clinic
import Foundation
import Logging
import TURN

/// Carries hospitals' events to their platforms, one after the other, until it is cancelled.
struct WebhookCourier: Sendable {
    /// How often the audit logs are looked at for new events.
    private static let interval = Duration.seconds(1)
    /// For connecting, and for an answer: less than an orderly stop may take.
    private static let attemptLimit = Duration.seconds(4)

    let stores: ClinicStores
    let logger: Logger
    private let allowed: [AddressRange]
    private let network: CheckNetwork

    /// - Parameter allowed: networks that events may go to although they are private.
    init(_ stores: ClinicStores, allowed: [AddressRange], logger: Logger) throws {
        self.stores = stores
        self.allowed = allowed
        self.logger = logger
        network = try CheckNetwork(
            authorities: nil, isInsecure: false, proxy: nil, limit: Self.attemptLimit)
    }

    func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            do {
                let webhooks = try await stores.webhooks.webhooks()
                await withDiscardingTaskGroup { group in
                    for webhook in webhooks { group.addTask { await deliver(webhook) } }
                }
            } catch {
                logger.warning("the webhooks could not be read")
            }
        }
    }

    private func deliver(_ webhook: Webhook) async {
        do {
            try await WebhookRound(stores, send: send).run(webhook, now: { .now() })
        } catch {
            logger.warning("what became of an event could not be stored")
        }
    }

    /// One attempt; redirects are not followed, and what is answered is not read beyond its status.
    @Sendable private func send(
        _ event: WebhookEvent, _ webhook: Webhook, _ now: WallTime
    ) async -> Bool {
        guard let destination = WebhookDestination(webhook.url),
            let addresses = try? await HostAddresses.resolve(destination.server.host),
            let address = destination.address(among: addresses, allowed: allowed)
        else {
            logger.warning(
                "a webhook's address cannot be resolved or is not allowed",
                metadata: ["hospital": "\(webhook.hospital)"])
            return false
        }
        let request = Self.request(event, webhook, to: destination, at: now)
        guard
            let link = try? await CheckLink.open(
                to: destination.server.host, at: address, port: destination.server.port,
                over: destination.server.isSecure ? .tls : .tcp, framing: .none, on: network)
        else { return false }
        defer { link.close() }
        link.send(request)
        let status = try? await within(Self.attemptLimit) {
            var bytes: [UInt8] = []
            for await more in link.messages {
                bytes += more
                if let status = Self.status(of: bytes) { return status }
            }
            return 0
        }
        return status.map { (200..<300).contains($0) } ?? false
    }

    static func request(
        _ event: WebhookEvent, _ webhook: Webhook, to destination: WebhookDestination,
        at now: WallTime
    ) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(event)).map(Array.init) ?? []
        let signature = WebhookSignature.text(of: body, secret: webhook.secret, at: now)
        let head = [
            "POST \(destination.path) HTTP/1.1", "Host: \(destination.server.authority)",
            "User-Agent: aorta/\(AortaVersion.text)", "Content-Type: application/json",
            "Content-Length: \(body.count)", "Aorta-Event-Id: \(event.id)",
            "Aorta-Attempt: \(webhook.failures + 1)",
            "\(WebhookSignature.header): \(signature)", "Connection: close", "", "",
        ]
        return Array(head.joined(separator: "\r\n").utf8) + body
    }

    /// Of an HTTP/1.1 response's first line (RFC 9112 §4); `nil` before it is there.
    static func status(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 12 else { return nil }
        let line = String(decoding: bytes.prefix(12), as: UTF8.self)
        guard line.hasPrefix("HTTP/1.") else { return 0 }
        return Int(line.suffix(3)) ?? 0
    }
}
