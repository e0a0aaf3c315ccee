import Synchronization

/// What others have for a shard to do, and how it comes to hear of it.
///
/// While a shard keeps its thread (``Shard/serve()``) Dispatch runs nothing on its queue. So commands
/// wait here: the shard looks after each burst, and where it waits for datagrams a bell wakes it.
final class CommandQueue: Sendable {
    typealias Command = @Sendable () -> Void

    /// What the shard is about.
    private enum Attention {
        /// Dispatch has its thread.
        case away
        /// Dispatch has been asked to run it.
        case called
        /// It will look by itself.
        case serving
        /// It waits for datagrams, or the bell.
        case waiting
    }

    private struct State {
        var commands: [Command] = []
        var attention = Attention.away
    }

    private let state = Mutex(State())
    private let bell: Doorbell

    init(bell: Doorbell) {
        self.bell = bell
    }

    /// Leaves a command, from any thread.
    ///
    /// - Returns: whether Dispatch has to be asked to run the shard.
    func put(_ command: @escaping Command) -> Bool {
        let former = state.withLock { state in
            state.commands.append(command)
            defer {
                switch state.attention {
                case .away: state.attention = .called
                case .waiting: state.attention = .serving
                case .called, .serving: break
                }
            }
            return state.attention
        }
        if former == .waiting { bell.ring() }
        return former == .away
    }

    // MARK: On the shard's queue

    /// Everything that was left; from now on the shard looks by itself.
    func take() -> [Command] {
        state.withLock { state in
            state.attention = .serving
            guard !state.commands.isEmpty else { return [] }
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Before the shard waits for datagrams.
    ///
    /// - Returns: false where a command is there, and it must not.
    func beginWaiting() -> Bool { settle(.waiting) }

    /// Before the shard gives its thread back.
    ///
    /// - Returns: false where a command is there, and it must not.
    func leave() -> Bool { settle(.away) }

    private func settle(_ attention: Attention) -> Bool {
        state.withLock { state in
            guard state.commands.isEmpty else { return false }
            state.attention = attention
            return true
        }
    }
}
