import RTP
import SDP
import Testing
import Wire

@testable import DTLSSRTP
@testable import SFU

/// The rule that matters most: no packet of a participant reaches a writer unless, at that instant,
/// the room is recorded and the participant has agreed.
@Suite struct ConsentTests {
    static let certificate = try? DTLSCertificate.generate()

    @Test(arguments: 0..<100)
    func `no schedule lets a packet without consent reach a writer`(batch: Int) throws {
        for schedule in 0..<100 {
            let seed = UInt64(batch * 100 + schedule)
            try Self.run(seed: seed)
        }
    }

    @Test func `with consent every packet reaches the writer, without it none`() throws {
        var schedule = try Schedule(seed: 1)
        schedule.perform(.join(0))
        schedule.perform(.start)
        schedule.perform(.send(0))
        #expect(schedule.writtenCount == 0)

        schedule.perform(.agree(0))
        schedule.perform(.send(0))
        schedule.perform(.send(0))
        #expect(schedule.writtenCount == 2)

        schedule.perform(.withdraw(0))
        schedule.perform(.send(0))
        #expect(schedule.writtenCount == 2)

        schedule.perform(.agree(0))
        schedule.perform(.stop)
        schedule.perform(.start)
        schedule.perform(.send(0))
        #expect(schedule.writtenCount == 2, "consent to one recording is none to the next")
        #expect(schedule.violations.isEmpty)
    }

    private static func run(seed: UInt64) throws {
        var schedule = try Schedule(seed: seed)
        for _ in 0..<60 { schedule.performRandomStep() }
        #expect(
            schedule.violations.isEmpty, "seed \(seed): \(schedule.violations.first ?? "")")
        #expect(schedule.writtenCount == schedule.expectedCount, "seed \(seed)")
    }
}

/// A room of up to four endpoints that join, leave, agree, withdraw and send, and a model of what
/// may be written.
private struct Schedule {
    enum Step {
        case join(Int), leave(Int), agree(Int), withdraw(Int), start, stop, send(Int), sendBoth
        case admit(Int), returnToWaitingRoom(Int)
    }

    private struct Model {
        var isPresent = false
        var hasAgreed = false
    }

    private static let room = RoomID(rawValue: "room")
    private let plane: ForwardingPlane
    private var random: Noise
    private var models = [Model](repeating: Model(), count: 4)
    private var isRecording = false
    private var now = MonotonicTime(nanoseconds: 1_000_000_000)
    private var sequenceNumber: UInt16 = 0
    private var startCount = 0
    private(set) var violations: [String] = []
    private(set) var writtenCount = 0
    private(set) var expectedCount = 0

    init(seed: UInt64) throws {
        let certificate = try #require(ConsentTests.certificate)
        plane = ForwardingPlane(
            configuration: SFUConfiguration(candidates: [], ntpOffsetNanoseconds: 0),
            certificate: certificate, slab: SendSlab())
        random = Noise(state: seed)
        #expect(plane.perform(.openRoom(Self.room), now: now) == .done)
    }

    mutating func performRandomStep() {
        let who = Int.random(in: 0..<4, using: &random)
        let steps: [Step] = [
            .join(who), .leave(who), .agree(who), .withdraw(who), .start, .stop, .send(who),
            .send(who), .send(who), .sendBoth, .agree(who), .admit(who), .returnToWaitingRoom(who),
        ]
        perform(steps[Int.random(in: 0..<steps.count, using: &random)])
    }

    mutating func perform(_ step: Step) {
        now = now + .milliseconds(20)
        switch step {
        case .join(let who):
            guard !models[who].isPresent else { return }
            ask(.addEndpoint(id(who), Self.room, isAdmitted: true))
            models[who] = Model(isPresent: true)
            addPublication(of: who)
        case .leave(let who):
            ask(.removeEndpoint(id(who), Self.room))
            models[who] = Model()
        case .agree(let who):
            ask(.grantRecording(id(who), Self.room))
            models[who].hasAgreed = models[who].isPresent
        case .withdraw(let who):
            ask(.revokeRecording(id(who), Self.room))
            models[who].hasAgreed = false
        case .start:
            startCount += 1
            ask(.startRecording(RecordingID(rawValue: "\(startCount)"), Self.room))
            isRecording = true
        case .stop:
            ask(.stopRecording(Self.room))
            isRecording = false
            for who in models.indices { models[who].hasAgreed = false }
        case .send(let who): send([who])
        case .sendBoth: send([0, 1])
        case .admit(let who): ask(.setAdmitted(id(who), Self.room, true))
        case .returnToWaitingRoom(let who): ask(.setAdmitted(id(who), Self.room, false))
        }
        collect(during: [])
    }

    /// One burst with a packet of each, then what was written of it.
    private mutating func send(_ senders: [Int]) {
        var allowed: Set<UInt8> = []
        var buffers: [UnsafeMutableRawBufferPointer] = []
        for who in senders {
            guard let publication = endpoint(who)?.publications.first else { continue }
            sequenceNumber &+= 1
            let payload = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)
            payload.initializeMemory(as: UInt8.self, repeating: UInt8(who))
            buffers.append(payload)
            publication.receive(
                MediaPacket(
                    sequenceNumber: sequenceNumber, rtpTimestamp: UInt32(sequenceNumber) * 960,
                    hasMarker: false, arrivedAt: now, layer: 0, audioLevel: nil,
                    dependencyDescriptor: UnsafeRawBufferPointer(start: nil, count: 0),
                    payload: payload,
                    video: VideoPeek(of: UnsafeRawBufferPointer(payload).bytes, codec: .audio)),
                byteCount: 20, isRetransmission: false)
            let isAdmitted = endpoint(who)?.isAdmitted == true
            if isRecording, models[who].hasAgreed, isAdmitted {
                allowed.insert(UInt8(who))
                expectedCount += 1
            }
        }
        plane.endBurst(now: now)
        collect(during: allowed)
        for buffer in buffers { buffer.deallocate() }
    }

    private mutating func collect(during allowed: Set<UInt8>) {
        guard let burst = plane.takeRecorded() else { return }
        for case .packet(_, _, let bytes, let arrivedAt) in burst.items {
            writtenCount += 1
            let who = burst.bytes[bytes.upperBound - 1]
            if !allowed.contains(who) || arrivedAt != now {
                violations.append("a packet of \(who) at \(arrivedAt)")
            }
        }
    }

    private func addPublication(of who: Int) {
        guard let endpoint = endpoint(who) else { return }
        let offer = """
            v=0\r
            o=- 1 1 IN IP4 0.0.0.0\r
            s=-\r
            t=0 0\r
            a=group:BUNDLE 0\r
            m=audio 9 UDP/TLS/RTP/SAVPF 111\r
            c=IN IP4 0.0.0.0\r
            a=mid:0\r
            a=sendonly\r
            a=rtcp-mux\r
            a=ice-ufrag:abcd\r
            a=ice-pwd:abcdefghijklmnopqrstuvwx\r
            a=setup:actpass\r
            a=fingerprint:sha-256 \(Array(repeating: "AB", count: 32).joined(separator: ":"))\r
            a=rtpmap:111 opus/48000/2\r\n
            """
        let reply = plane.perform(
            .publish(endpoint.id, Self.room, offer: offer, sources: ["0": .microphone]), now: now)
        guard case .answer = reply else {
            Issue.record("the offer was refused: \(reply)")
            return
        }
    }

    private func ask(_ command: MediaCommand) {
        _ = plane.perform(command, now: now)
        plane.endBurst(now: now)
    }

    private func id(_ who: Int) -> EndpointID { EndpointID(rawValue: "endpoint-\(who)") }

    private func endpoint(_ who: Int) -> Endpoint? {
        plane.rooms[Self.room]?.endpoint(id(who))
    }
}
