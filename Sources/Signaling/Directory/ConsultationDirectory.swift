import Clinic
import Logging

/// All live consultations of this server, and the use cases of a call.
///
/// Doors ask here and nowhere else: a refusal is audited by the time they hear of it. What a
/// store throws is thrown on: nothing was done then, and the door answers 503.
package actor ConsultationDirectory {
    let stores: ClinicStores
    let media: any MediaPlane
    let clock: any ConsultationClock
    let configuration: SignalingConfiguration
    let log: Logger

    var consultations: [CallRoomID: Consultation] = [:]
    var sessions = SessionTable()
    private var isClosing = false
    private var refusals = RefusalCount()
    private let opened: AsyncStream<OpenedRoom>
    private let openedRooms: AsyncStream<OpenedRoom>.Continuation

    private struct OpenedRoom: Sendable {
        let consultation: Consultation
        let events: AsyncStream<MediaPlaneEvent>
    }

    package init(
        stores: ClinicStores, media: any MediaPlane,
        clock: any ConsultationClock = SystemConsultationClock(),
        configuration: SignalingConfiguration = SignalingConfiguration(),
        log: Logger = Logger(label: "aorta.signaling")
    ) {
        self.stores = stores
        self.media = media
        self.clock = clock
        self.configuration = configuration
        self.log = log
        (opened, openedRooms) = AsyncStream.makeStream()
    }

    var now: WallTime { clock.wallTime() }

    // MARK: Life

    /// Carries the media plane's events to the consultations and keeps their time, until
    /// ``closeAll()`` and the last recording's file is closed, or the task is cancelled.
    package func run() async {
        async let _: Void = tick()  // Cancelled when this returns.
        await withDiscardingTaskGroup { group in
            for await room in opened {
                group.addTask {
                    for await event in room.events { await room.consultation.handle(event) }
                }
            }
        }
    }

    private func tick() async {
        while !Task.isCancelled {
            await advance()
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Does what is due in every consultation; ``run()`` calls it each second.
    package func advance() async {
        // Side by side: one that waits for its store holds up no other.
        await withDiscardingTaskGroup { group in
            for consultation in consultations.values {
                group.addTask { await consultation.advance() }
            }
        }
        for (room, consultation) in consultations {
            guard await consultation.isDone else { continue }
            consultations[room] = nil
        }
        await advanceSessions()
    }

    private func advanceSessions() async {
        await withTaskGroup(of: (SessionName, NumberedSession)?.self) { group in
            for (name, session) in sessions.all {
                group.addTask { await session.advance() ? (name, session) : nil }
            }
            for await over in group {
                if let (name, session) = over { sessions.remove(session, name) }
            }
        }
    }

    /// Finds the calls that were running when the server stopped and opens their rooms again; their
    /// people come back by themselves. Recordings that a crash left running are closed.
    ///
    /// Call it before the doors open.
    package func recover() async throws {
        for recording in try await stores.recordings.runningRecordings() {
            try await stores.recordings.stop(recording.id, in: recording.hospital, at: now)
            try await audit(
                AuditEvent(
                    .recordingStopped, in: recording.hospital,
                    appointment: recording.appointment, detail: "server_restarted", at: now))
        }
        for appointment in try await stores.appointments.runningCalls() {
            _ = try await consultation(of: appointment, isRecovered: true)
        }
    }

    /// Tells every client that the server restarts, closes recordings and rooms, and takes no more.
    package func closeAll() async {
        isClosing = true
        let closing = consultations.values
        consultations = [:]
        await withDiscardingTaskGroup { group in
            for consultation in closing { group.addTask { await consultation.suspend() } }
        }
        openedRooms.finish()
    }

    /// Live consultations, for the metrics.
    package var count: Int { consultations.count }

    // MARK: Consultations

    /// The live consultation of the appointment's running call, opened if it is not yet.
    ///
    /// - Returns: `nil` where there can be none: the limit, the media plane, shutdown.
    func consultation(
        of appointment: Appointment, isRecovered: Bool = false
    ) async throws -> Consultation? {
        guard let room = appointment.call.room,
            let hospital = try await stores.hospitals.hospital(appointment.hospital)
        else { return nil }
        var admissions: [AdmissionRecord] = []
        // One that has just ended must not be opened again on what was read before.
        if consultations[room] == nil {
            admissions = try await stores.admissions.admissions(to: room, in: hospital.id)
            guard try await isRunning(appointment, in: room) else { return nil }
        }
        let consultation: Consultation
        if let live = consultations[room] {
            consultation = live
        } else {
            guard !isClosing, consultations.count < configuration.maximumConsultations
            else { return nil }
            consultation = Consultation(
                context(hospital, appointment, room), call: appointment.call,
                admissions: admissions, isRecovered: isRecovered)
            consultations[room] = consultation
        }
        do throws(MediaPlaneError) {
            if let events = try await consultation.openMedia() {
                openedRooms.yield(OpenedRoom(consultation: consultation, events: events))
            }
        } catch {
            consultations[room] = nil
            log.error(
                "the media plane opened no room",
                metadata: [LogKey.room: "\(room)", LogKey.error: "\(error)"])
            return nil
        }
        return consultation
    }

    private func isRunning(_ appointment: Appointment, in room: CallRoomID) async throws -> Bool {
        let call = try await stores.appointments.appointment(
            appointment.id, in: appointment.hospital)?.call
        return call?.isRunning == true && call?.room == room
    }

    private func context(
        _ hospital: Hospital, _ appointment: Appointment, _ room: CallRoomID
    ) -> ConsultationContext {
        var log = log
        log[metadataKey: LogKey.room] = "\(room)"
        return ConsultationContext(
            hospital: hospital, appointment: appointment.id, room: room, mediaRoom: .random(),
            stores: stores, media: media, clock: SteadyClock(clock),
            configuration: configuration,
            isRecordingAllowed: configuration.allowsRecording
                && hospital.policies.allowsRecording(of: appointment), log: log)
    }

    func audit(_ event: AuditEvent) async throws {
        guard let event = refusals.bounded(event) else { return }
        _ = try await stores.audit.append(event)
    }
}
