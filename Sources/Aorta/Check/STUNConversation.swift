import STUN
import Wire

/// Requests and their answers over one link: retransmitted until a limit over UDP, paired by
/// transaction ID, and inside a TURN channel once one is bound.
actor STUNConversation {
    /// An answer, and when it came.
    struct Answer: Sendable {
        let message: [UInt8]
        let at: ContinuousClock.Instant
    }

    private let link: CheckLink
    private var waiting: [TransactionID: CheckedContinuation<Answer?, Never>] = [:]
    private var answers: [TransactionID: ContinuousClock.Instant] = [:]
    /// What is sent to the peer goes into this channel.
    private var channel: UInt16?
    private var hasEnded = false

    /// RFC 8489 §6.2.1; doubled each time.
    private static let firstWait = Duration.milliseconds(250)
    private static let longestWait = Duration.seconds(2)

    init(link: CheckLink) {
        self.link = link
    }

    func use(channel: UInt16) {
        self.channel = channel
    }

    /// Reads until the link ends or the task is cancelled.
    func run() async {
        for await message in link.messages { receive(message) }
        hasEnded = true
        for (_, continuation) in waiting { continuation.resume(returning: nil) }
        waiting.removeAll()
    }

    /// The answer to a request, `nil` where none comes within `limit`.
    func ask(_ request: [UInt8], _ id: TransactionID, within limit: Duration) async -> Answer? {
        guard !hasEnded else { return nil }
        let clock = Task {
            let end = ContinuousClock.now + limit
            var wait = link.isReliable ? limit : Self.firstWait
            while ContinuousClock.now + wait < end {
                guard (try? await Task.sleep(for: wait)) != nil else { return }
                send(request)
                wait = min(wait * 2, Self.longestWait)
            }
            try? await Task.sleep(until: end)
            giveUp(id)
        }
        defer { clock.cancel() }
        return await withCheckedContinuation { continuation in
            waiting[id] = continuation
            send(request)
        }
    }

    /// Sends a request whose answer is only counted.
    func throwOut(_ request: [UInt8]) {
        send(request)
    }

    /// When answers came that nobody waited for.
    func takeAnswers() -> [TransactionID: ContinuousClock.Instant] {
        defer { answers.removeAll() }
        return answers
    }

    private func giveUp(_ id: TransactionID) {
        waiting.removeValue(forKey: id)?.resume(returning: nil)
    }

    private func send(_ request: [UInt8]) {
        guard let channel, request.count >= 2, request[0] == 0, request[1] == 1 else {
            return link.send(request)
        }
        let length = request.count
        link.send(
            [UInt8(channel >> 8), UInt8(channel & 0xFF), UInt8(length >> 8), UInt8(length & 0xFF)]
                + request)
    }

    private func receive(_ bytes: [UInt8]) {
        var message = bytes
        if let first = message.first, (0x40...0x7F).contains(first) {
            guard message.count >= 4 else { return }
            let length = Int(message[2]) << 8 | Int(message[3])
            guard message.count >= 4 + length else { return }
            message = Array(message[4..<(4 + length)])
        }
        guard let decoded = try? STUNMessage(decoding: message.span.bytes),
            decoded.messageClass == .success || decoded.messageClass == .error
        else { return }
        let now = ContinuousClock.now
        if let continuation = waiting.removeValue(forKey: decoded.transactionID) {
            continuation.resume(returning: Answer(message: message, at: now))
        } else if decoded.messageClass == .success {
            answers[decoded.transactionID] = now
        }
    }
}
