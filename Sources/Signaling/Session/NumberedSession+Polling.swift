/// Polls: how a client without a WebSocket reads.
extension NumberedSession {
    /// Of one answer; the rest comes with the next.
    private static let messagesPerPoll = 64

    /// Waits for messages and hands over what there is.
    ///
    /// - Parameters:
    ///   - seen: as with ``attach(behind:)``.
    ///   - limit: the longest wait; then the answer is empty.
    /// - Returns: `nil` where the session can't go on there.
    package func poll(behind seen: UInt64?, waiting limit: Duration) async -> PollAnswer? {
        guard let lease = await attach(behind: seen) else { return nil }
        var answer = PollAnswer()
        var item = await next(lease, waiting: limit)
        while let taken = item {
            switch taken {
            case .message(let text): answer.messages.append(text)
            case .close(let closure): answer.closure = closure
            }
            guard answer.messages.count < Self.messagesPerPoll else { break }
            item = outbound.takeNext(lease)
        }
        answer.isMoved = answer.isEmpty && !outbound.isCurrent(lease)
        answer.seen = performed
        pollEnded(lease)
        return answer
    }

    private func next(_ lease: TransportLease, waiting limit: Duration) async -> OutboundItem? {
        if let item = outbound.takeNext(lease) { return item }
        let outbound = outbound
        return await withTaskGroup(of: OutboundItem?.self) { group in
            group.addTask { await outbound.next(lease) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            var item: OutboundItem?
            for await result in group {
                item = item ?? result
                group.cancelAll()
            }
            return item
        }
    }
}
