import Synchronization

/// The messages on their way to one client, between the consultation that makes them and the
/// transport that writes them.
///
/// Bounded in bytes and in messages, and never waits on the side of the consultation: a client
/// that does not read loses its connection, not the server its memory. One task reads.
///
/// A *numbered* queue outlives its transport: it gives each message a number and keeps it until
/// the client has confirmed it; ``attach(behind:)`` hands the queue over to another transport,
/// which goes on where the client says.
package final class OutboundQueue: Sendable {
    package static let byteLimit = OutboundLog.byteLimit
    package static let messageLimit = OutboundLog.messageLimit

    /// What became of a message.
    package enum Outcome: Sendable {
        case queued
        /// There is no room: close the connection.
        case full
        /// The connection is closing or gone.
        case closed
    }

    private struct State {
        var log = OutboundLog()
        var closure: ConnectionClosure?
        /// The present transport has the closure, or there is none to be had.
        var isOver = false
        var lease = TransportLease.first
        var isAttended = true
        /// The highest number of the client's that was performed; goes out with each message.
        var performed: UInt64 = 0
        var reader: Reader?

        mutating func take(isNumbered: Bool) -> OutboundItem? {
            if let (number, text) = log.take() {
                guard !isNumbered else { return .message(numbered(text, number)) }
                log.confirm(number)
                return .message(text)
            }
            guard let closure, !isOver else { return nil }
            isOver = true
            return .close(closure)
        }

        /// What the reader that waits gets, if one waits and there is anything now.
        mutating func wake(isNumbered: Bool) -> (reader: Reader, item: OutboundItem)? {
            guard let reader, let item = take(isNumbered: isNumbered) else { return nil }
            self.reader = nil
            return (reader, item)
        }

        /// Both numbers go in front of the object's first field.
        private func numbered(_ text: String, _ number: UInt64) -> String {
            "{\"number\":\(number),\"seen\":\(performed),\(text.dropFirst())"
        }
    }

    private let isNumbered: Bool
    private let state = Mutex(State())

    package init(isNumbered: Bool = false) {
        self.isNumbered = isNumbered
    }

    package func send(_ text: String) -> Outcome {
        let (outcome, woken) = state.withLock { state -> (Outcome, Woken?) in
            guard state.closure == nil, !state.isOver else { return (.closed, nil) }
            guard state.log.append(text) else { return (.full, nil) }
            return (.queued, state.wake(isNumbered: isNumbered))
        }
        woken?.reader.resume(returning: woken?.item)
        return outcome
    }

    /// Lets the transport close behind what is queued. Only the first closure counts.
    ///
    /// - Parameter isAtOnce: what is queued is dropped.
    package func close(_ closure: ConnectionClosure, isAtOnce: Bool = false) {
        let woken = state.withLock { state -> Woken? in
            guard state.closure == nil, !state.isOver else { return nil }
            if isAtOnce { state.log.removeAll() }
            state.closure = closure
            return state.wake(isNumbered: isNumbered)
        }
        woken?.reader.resume(returning: woken?.item)
    }

    /// The connection is gone: drops everything; ``next(_:)`` gives `nil`.
    package func abandon() {
        let reader = state.withLock { state -> Reader? in
            state.isOver = true
            state.closure = state.closure ?? .normal
            state.log.removeAll()
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// Whether nothing more can be sent.
    package var isClosed: Bool { state.withLock { $0.closure != nil } }

    // MARK: Reading

    /// Waits for the next item; `nil` when the last was taken, another transport has taken the
    /// queue, or the reading task is cancelled.
    package func next(_ lease: TransportLease = .first) async -> OutboundItem? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (reader: Reader) in
                let ready = state.withLock { state -> OutboundItem?? in
                    guard state.lease == lease else { return .some(nil) }
                    if let item = state.take(isNumbered: isNumbered) { return .some(item) }
                    if state.isOver || Task.isCancelled { return .some(nil) }
                    state.reader = reader
                    return .none
                }
                if let ready { reader.resume(returning: ready) }
            }
        } onCancel: {
            let reader = state.withLock { state -> Reader? in
                guard state.lease == lease else { return nil }
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: nil)
        }
    }

    /// The next item if there is one now; for a transport that answers a poll.
    package func takeNext(_ lease: TransportLease = .first) -> OutboundItem? {
        state.withLock { state in
            state.lease == lease ? state.take(isNumbered: isNumbered) : nil
        }
    }

    // MARK: Numbered

    /// Hands the queue over to another transport; the one before gets nothing more.
    ///
    /// - Parameter seen: the last message that the client has; without it the queue goes on behind
    ///   what was handed out.
    /// - Returns: `nil` where the queue can't go on there; then the transport before keeps it.
    func attach(behind seen: UInt64?) -> TransportLease? {
        let (lease, reader) = state.withLock { state -> (TransportLease?, Reader?) in
            guard state.log.rewind(behind: seen ?? state.log.handedOut) else {
                return (nil, nil)
            }
            state.lease = TransportLease(number: state.lease.number + 1)
            state.isAttended = true
            state.isOver = false
            defer { state.reader = nil }
            return (state.lease, state.reader)
        }
        reader?.resume(returning: nil)
        return lease
    }

    /// The client has everything up to this number.
    func confirm(_ seen: UInt64) {
        state.withLock { $0.log.confirm(seen) }
    }

    func isCurrent(_ lease: TransportLease) -> Bool {
        state.withLock { $0.lease == lease }
    }

    /// The transport is gone, and none has taken its place yet; whether this was news.
    func leave(_ lease: TransportLease) -> Bool {
        state.withLock { state in
            guard state.lease == lease, state.isAttended else { return false }
            state.isAttended = false
            return true
        }
    }

    /// Whether there is a transport, or one that is between two polls.
    var isAttended: Bool { state.withLock { $0.isAttended } }

    /// The highest number of the client's that was performed.
    var performed: UInt64 {
        get { state.withLock { $0.performed } }
        set { state.withLock { $0.performed = newValue } }
    }

    private typealias Reader = CheckedContinuation<OutboundItem?, Never>
    private typealias Woken = (reader: Reader, item: OutboundItem)
}
