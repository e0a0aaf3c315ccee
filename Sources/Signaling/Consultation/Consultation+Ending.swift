import Clinic
import Logging

/// How a consultation is over.
extension Consultation {
    /// The reason that a call has which this participant ends; most may not.
    func endReason(of seat: Seat) throws(Complaint) -> CallState.EndReason {
        guard seat.isAdmitted else { throw Complaint(.notAdmitted) }
        switch seat.role {
        case .doctor: return .endedByDoctor
        case .patient: return .endedByPatient
        case .guest, .hospitalAdmin: throw Complaint(.notAllowed)
        }
    }

    /// Ended from outside of the room: by a button on a page, or by a platform.
    func end(_ reason: CallState.EndReason, by originator: Originator?) async {
        await enter()
        defer { leave() }
        guard phase == .live else { return }
        await finish(reason, by: originator)
    }

    /// Stops media and recording, stores the end, tells everybody and closes.
    func finish(_ reason: CallState.EndReason, by originator: Originator?) async {
        phase = .over
        await stopRecordingForGood()
        await saveQuality()
        await context.media.closeRoom(context.mediaRoom)
        let endedAt = now
        if let ended = await store(.end, at: endedAt)?.call ?? call.applying(.end, at: endedAt).call
        {
            call = ended
        }
        await audit(.callEnded, originator, detail: reason.rawValue)
        for seat in seats.values {
            var state = callState(for: seat)
            state.waiting = nil
            state.endsAt = nil
            state.duration = call.duration?.wholeSeconds
            state.reason = reason
            send(.callState(state), to: seat)
        }
        closeAll { $0.participant == nil ? .error(Complaint(.callEnded)) : nil }
        await attempt {
            _ = try await context.stores.tokens.supersedeAll(
                of: context.appointment, in: context.hospital.id, at: endedAt)
        }
        isDone = true
        context.log.info("call ended", metadata: [LogKey.reason: "\(reason.rawValue)"])
    }

    /// The server goes down: the recording is closed, the call itself goes on afterwards.
    func suspend() async {
        await enter()
        defer { leave() }
        guard phase == .live else { return }
        phase = .suspended
        await stopRecordingForGood(detail: "server_restarting")
        await saveQuality()
        await context.media.closeRoom(context.mediaRoom)
        closeAll { _ in .error(Complaint(.serverRestarting)) }
    }

    private func closeAll(_ last: (Connection) -> ServerMessage?) {
        let code: ErrorCode = phase == .suspended ? .serverRestarting : .callEnded
        for (id, connection) in connections {
            if let message = last(connection) { send(message, to: id) }
            connection.outbound.close(ConnectionClosure(code))
        }
        connections = [:]
        seats = [:]
    }
}
