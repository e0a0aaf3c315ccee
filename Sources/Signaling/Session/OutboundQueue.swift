import Synchronization

/// The messages on their way to one client, between the consultation that makes them and the
/// transport that writes them.
///
/// Bounded in bytes and in messages, and never waits on the side of the consultation: a client
/// that does not read loses its connection, not the server its memory. One task reads.
package final class OutboundQueue: Sendable {
    package static let byteLimit = 512 * 1024
    package static let messageLimit = 512

    /// What became of a message.
    package enum Outcome: Sendable {
        case queued
        /// There is no room: close the connection.
        case full
        /// The connection is closing or gone.
        case closed
    }

    private struct State {
        var items: [OutboundItem] = []
        /// Index of the next item; those before it are taken.
        var next = 0
        var byteCount = 0
        var isClosed = false
        var reader: CheckedContinuation<OutboundItem?, Never>?

        mutating func take() -> OutboundItem? {
            guard next < items.count else { return nil }
            let item = items[next]
            next += 1
            if case .message(let text) = item { byteCount -= text.utf8.count }
            if next == items.count {
                items.removeAll(keepingCapacity: true)
                next = 0
            }
            return item
        }
    }

    private let state = Mutex(State())

    package init() {}

    package func send(_ text: String) -> Outcome {
        let (outcome, reader) = state.withLock { state -> (Outcome, Reader?) in
            guard !state.isClosed else { return (.closed, nil) }
            if let reader = state.reader {
                state.reader = nil
                return (.queued, reader)
            }
            guard state.items.count - state.next < Self.messageLimit,
                state.byteCount + text.utf8.count <= Self.byteLimit
            else { return (.full, nil) }
            state.items.append(.message(text))
            state.byteCount += text.utf8.count
            return (.queued, nil)
        }
        reader?.resume(returning: .message(text))
        return outcome
    }

    /// Lets the transport close behind what is queued. Only the first closure counts.
    ///
    /// - Parameter isAtOnce: what is queued is dropped.
    package func close(_ closure: ConnectionClosure, isAtOnce: Bool = false) {
        let reader = state.withLock { state -> Reader? in
            guard !state.isClosed else { return nil }
            state.isClosed = true
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            if isAtOnce {
                state.items.removeAll()
                state.next = 0
                state.byteCount = 0
            }
            state.items.append(.close(closure))
            return nil
        }
        reader?.resume(returning: .close(closure))
    }

    /// The connection is gone: drops everything; ``next()`` gives `nil`.
    package func abandon() {
        let reader = state.withLock { state -> Reader? in
            state.isClosed = true
            state.items.removeAll()
            state.next = 0
            state.byteCount = 0
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// Waits for the next item; `nil` when the last was taken or the reading task is cancelled.
    package func next() async -> OutboundItem? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (reader: Reader) in
                let ready = state.withLock { state -> OutboundItem?? in
                    if let item = state.take() { return .some(item) }
                    if state.isClosed || Task.isCancelled { return .some(nil) }
                    state.reader = reader
                    return .none
                }
                if let ready { reader.resume(returning: ready) }
            }
        } onCancel: {
            let reader = state.withLock { state -> Reader? in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: nil)
        }
    }

    /// The next item if there is one now; for a transport that answers a poll.
    package func takeNext() -> OutboundItem? {
        state.withLock { $0.take() }
    }

    private typealias Reader = CheckedContinuation<OutboundItem?, Never>
}
