/// A step of a call's state machine.
package enum CallChange: Hashable, Sendable {
    /// The doctor starts, or comes back to a running call. The room's name is used for a new call
    /// and ignored by a running one.
    case start(room: CallRoomID)
    /// The first of the other side was let in to the doctor.
    case meet
    case end
    case shareScreen(Bool)
}

/// What a ``CallChange`` made of a call.
package enum CallTransition: Hashable, Sendable {
    case moved(VideoCall)
    /// Nothing to do: a start of a running call (the doctor rejoins), a second meeting.
    case unchanged(VideoCall)
    case refused(CallRefusal)

    /// The call as it is now; `nil` where the change was refused.
    package var call: VideoCall? {
        switch self {
        case .moved(let call), .unchanged(let call): call
        case .refused: nil
        }
    }
}

/// Why a call does not take a ``CallChange``.
package enum CallRefusal: String, Hashable, Sendable {
    case callNotStarted = "call_not_started"
    case callEnded = "call_ended"
    case appointmentCancelled = "appointment_cancelled"
    case unknownAppointment = "unknown_appointment"
}

extension VideoCall {
    /// What `change` makes of this call. Pure: the receiver stays as it is.
    package func applying(_ change: CallChange, at now: WallTime) -> CallTransition {
        switch (change, status) {
        case (.start(let room), .notStarted), (.start(let room), .ended):
            return .moved(VideoCall(status: .waiting, room: room))
        case (.start, .waiting), (.start, .inProgress), (.meet, .inProgress):
            return .unchanged(self)
        case (.meet, .waiting):
            return moved { call in
                call.status = .inProgress
                call.startedAt = now
            }
        case (.end, .waiting), (.end, .inProgress):
            return moved { call in
                call.status = .ended
                call.endedAt = now
                call.isScreenShared = false
            }
        case (.shareScreen(isScreenShared), .waiting), (.shareScreen(isScreenShared), .inProgress):
            return .unchanged(self)
        case (.shareScreen(let isShared), .waiting), (.shareScreen(let isShared), .inProgress):
            return moved { $0.isScreenShared = isShared }
        case (.meet, .notStarted), (.end, .notStarted), (.shareScreen, .notStarted):
            return .refused(.callNotStarted)
        case (.meet, .ended), (.end, .ended), (.shareScreen, .ended):
            return .refused(.callEnded)
        }
    }

    private func moved(_ change: (inout VideoCall) -> Void) -> CallTransition {
        var call = self
        change(&call)
        return .moved(call)
    }
}
