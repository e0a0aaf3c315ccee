/// Names a call's room in URLs; a UUID, new with each start of a call that was not running.
package struct CallRoomID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// The call of an appointment, as it is stored.
///
///     notStarted ──start──▶ waiting ──meet──▶ inProgress ──end──▶ ended
///                              └────────────end─────────────────▶ ended ──start──▶ waiting
///
/// A value: ``applying(_:at:)`` says what a change makes of it, a store keeps the answer in the
/// same transaction.
package struct VideoCall: Hashable, Sendable {
    /// How far the call has come.
    package enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        case notStarted = "not_started"
        /// The doctor has started it and the other side is not there yet.
        case waiting
        case inProgress = "in_progress"
        case ended
    }

    package internal(set) var status: Status
    /// `nil` until started for the first time.
    package internal(set) var room: CallRoomID?
    /// When doctor and other side first met in it.
    package internal(set) var startedAt: WallTime?
    package internal(set) var endedAt: WallTime?
    package internal(set) var isScreenShared: Bool

    /// - Note: a store gives all values back as it read them; all others start with none.
    package init(
        status: Status = .notStarted, room: CallRoomID? = nil, startedAt: WallTime? = nil,
        endedAt: WallTime? = nil, isScreenShared: Bool = false
    ) {
        self.status = status
        self.room = room
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.isScreenShared = isScreenShared
    }

    package var isRunning: Bool { status == .waiting || status == .inProgress }

    /// How long an ended call lasted; `nil` before, and where nobody met. Also beyond a day. A
    /// clock that was set back in between counts as none.
    package var duration: Duration? {
        guard status == .ended, let startedAt, let endedAt else { return nil }
        return max(.zero, endedAt - startedAt)
    }
}
