import Clinic
import Testing

@Suite struct VideoCallTests {
    static let now = Samples.start
    static let newRoom = CallRoomID(rawValue: "room-2")

    /// Every change in every state: the table of the machine.
    @Test(
        arguments: [
            (.notStarted, .start(room: newRoom), .waiting),
            (.notStarted, .meet, .callNotStarted),
            (.notStarted, .end, .callNotStarted),
            (.notStarted, .shareScreen(true), .callNotStarted),
            (.waiting, .start(room: newRoom), .waiting),
            (.waiting, .meet, .inProgress),
            (.waiting, .end, .ended),
            (.waiting, .shareScreen(true), .waiting),
            (.inProgress, .start(room: newRoom), .inProgress),
            (.inProgress, .meet, .inProgress),
            (.inProgress, .end, .ended),
            (.inProgress, .shareScreen(true), .inProgress),
            (.ended, .start(room: newRoom), .waiting),
            (.ended, .meet, .callEnded),
            (.ended, .end, .callEnded),
            (.ended, .shareScreen(true), .callEnded),
        ] as [(VideoCall.Status, CallChange, Outcome)])
    func `a change leads where the diagram says`(
        status: VideoCall.Status, change: CallChange, outcome: Outcome
    ) {
        let transition = Samples.call(status).applying(change, at: Self.now)

        switch outcome {
        case .to(let status): #expect(transition.call?.status == status)
        case .refused(let refusal): #expect(transition == .refused(refusal))
        }
    }

    enum Outcome: Sendable {
        case to(VideoCall.Status)
        case refused(CallRefusal)

        static let waiting = Self.to(.waiting)
        static let inProgress = Self.to(.inProgress)
        static let ended = Self.to(.ended)
        static let callNotStarted = Self.refused(.callNotStarted)
        static let callEnded = Self.refused(.callEnded)
    }

    @Test func `a whole call keeps its times, its duration and its room`() throws {
        let waiting = try #require(
            VideoCall().applying(.start(room: Samples.room), at: Self.now).call)
        let met = try #require(waiting.applying(.meet, at: Self.now + .seconds(60)).call)
        let ended = try #require(met.applying(.end, at: Self.now + .seconds(100_060)).call)

        #expect(waiting.startedAt == nil && waiting.duration == nil)
        #expect(met.startedAt == Self.now + .seconds(60) && met.duration == nil)
        #expect(ended.endedAt == Self.now + .seconds(100_060))
        #expect(ended.duration == .seconds(100_000), "more than a day")
        #expect(ended.room == Samples.room)
    }

    @Test(arguments: [VideoCall.Status.waiting, .inProgress])
    func `a start of a running call changes nothing`(status: VideoCall.Status) {
        let call = Samples.call(status)

        #expect(
            call.applying(.start(room: Self.newRoom), at: Self.now) == .unchanged(call))
    }

    @Test func `a restart begins a new call in a new room`() throws {
        let old = VideoCall(
            status: .ended, room: Samples.room, startedAt: Self.now, endedAt: Self.now)
        let new = try #require(old.applying(.start(room: Self.newRoom), at: Self.now).call)

        #expect(new == VideoCall(status: .waiting, room: Self.newRoom))
    }

    @Test func `a call in which nobody met has no duration`() throws {
        let call = try #require(Samples.call(.waiting).applying(.end, at: Self.now).call)

        #expect(call.status == .ended && call.duration == nil)
    }

    @Test func `a clock that was set back gives no negative duration`() {
        let call = VideoCall(
            status: .ended, room: Samples.room, startedAt: Self.now,
            endedAt: Self.now - .seconds(3600))

        #expect(call.duration == .zero)
    }

    @Test func `a shared screen ends with the call`() throws {
        let shared = try #require(
            Samples.call(.inProgress).applying(.shareScreen(true), at: Self.now).call)

        #expect(shared.isScreenShared)
        #expect(shared.applying(.shareScreen(true), at: Self.now) == .unchanged(shared))
        #expect(shared.applying(.end, at: Self.now).call?.isScreenShared == false)
    }
}
