import Clinic
import Testing

/// The consent rule against a model that knows nothing of the machine: 10,000 random schedules.
@Suite struct ConsentPropertyTests {
    private static let people = (0..<4).map { ParticipantID(rawValue: "p\($0)") }
    private static let stepCount = 80

    @Test(arguments: 0..<10)
    func `nobody is written without his own agreement while recording is on`(block: UInt64) {
        for index in 0..<1000 as Range<UInt64> {
            let seed = block * 1000 + index
            if let complaint = Self.complaint(ofSchedule: seed) {
                Issue.record("seed \(seed): \(complaint)")
                return
            }
        }
    }

    @Test func `the schedules do record, so that the property says something`() {
        let recorded = (0..<200 as Range<UInt64>).count { seed in
            var schedule = Schedule(seed: seed)
            var (model, room) = schedule.begin()
            return (0..<Self.stepCount).contains { _ in
                schedule.step(&room, &model)
                return room.writable.count >= 2
            }
        }

        #expect(recorded > 100)
    }

    private static func complaint(ofSchedule seed: UInt64) -> String? {
        var schedule = Schedule(seed: seed)
        var (model, room) = schedule.begin()
        for number in 0..<stepCount {
            let step = schedule.step(&room, &model)
            if let complaint = model.complaint(about: room) {
                return "after step \(number), \(step): \(complaint)"
            }
        }
        return nil
    }

    /// What each has said since it was last asked of him, kept without looking at the machine's
    /// answers; and the tap's view: who holds a grant by the effects alone.
    private struct Model {
        var present: [ParticipantID: Role] = [:]
        /// Said yes, and neither left, refused, withdrew nor saw the recording end since.
        var willing: Set<ParticipantID> = []
        var isOn = false
        var granted: Set<ParticipantID> = []
        var flaw: String?

        mutating func carryOut(_ effects: [ConsentEffect]) {
            for effect in effects {
                switch effect {
                case .ask: break
                case .cancel:
                    willing = []
                    if isOn { flaw = "a question withdrawn while recording" }
                case .start:
                    if isOn { flaw = "started twice" }
                    isOn = true
                    if !Set(present.keys).isSubset(of: willing) { flaw = "started without all" }
                case .grant(let participant):
                    if !isOn { flaw = "granted while off" }
                    if !granted.insert(participant).inserted { flaw = "granted twice" }
                case .revoke(let participant):
                    if granted.remove(participant) == nil { flaw = "revoked twice" }
                case .stop:
                    if !isOn { flaw = "stopped while off" }
                    if !granted.isEmpty { flaw = "stopped before all were revoked" }
                    isOn = false
                    willing = []
                }
            }
        }

        func complaint(about room: RecordingConsent) -> String? {
            if let flaw { return flaw }
            let allowed = isOn ? willing.intersection(present.keys) : []
            if !room.writable.isSubset(of: allowed) { return "written without consent" }
            if room.writable != granted { return "the tap's grants differ" }
            if (room.state == .recording) != isOn { return "the state differs" }
            return nil
        }
    }

    private enum Step {
        case join(ParticipantID)
        case leave(ParticipantID)
        case request(ParticipantID)
        case answer(ParticipantID, agrees: Bool)
        case stop(ParticipantID)
        case endCall
    }

    private struct Schedule {
        private var generator: SplitMix
        private let withdrawal: HospitalPolicies.Withdrawal

        init(seed: UInt64) {
            generator = SplitMix(state: seed)
            withdrawal = Bool.random(using: &generator) ? .stopsForAll : .goesOnWithout
        }

        mutating func begin() -> (Model, RecordingConsent) {
            (Model(), RecordingConsent(isAllowed: true, withdrawal: withdrawal))
        }

        /// Takes a random step in the machine and tells the model what was said and done.
        @discardableResult
        mutating func step(_ room: inout RecordingConsent, _ model: inout Model) -> Step {
            let step = next()
            switch step {
            case .join(let participant):
                let role: Role = participant == ConsentPropertyTests.people[0] ? .doctor : .patient
                model.present[participant] = role
                model.carryOut(room.join(participant, as: role))
            case .leave(let participant):
                model.present[participant] = nil
                model.willing.remove(participant)
                model.carryOut(room.leave(participant))
            case .request(let participant):
                let wasOn = model.isOn || room.state == .asking
                let outcome = room.request(by: participant)
                if !wasOn, case .done = outcome { model.willing = [participant] }
                carryOut(outcome, &model)
            case .answer(let participant, let agrees):
                let isAsked = room.state == .asking || room.state == .recording
                if agrees, isAsked, model.present[participant] != nil {
                    model.willing.insert(participant)
                } else if !agrees {
                    model.willing.remove(participant)
                }
                carryOut(room.answer(participant, agrees: agrees), &model)
            case .stop(let participant):
                carryOut(room.stop(by: participant), &model)
            case .endCall:
                model.carryOut(room.endCall())
            }
            return step
        }

        private func carryOut(_ outcome: ConsentStep, _ model: inout Model) {
            if case .done(let effects) = outcome { model.carryOut(effects) }
        }

        private mutating func next() -> Step {
            let somebody = ConsentPropertyTests.people[Int.random(in: 0..<4, using: &generator)]
            let doctor = ConsentPropertyTests.people[0]
            switch Int.random(in: 0..<100, using: &generator) {
            case ..<22: return .join(somebody)
            case ..<30: return .leave(somebody)
            case ..<45: return .request(Bool.random(using: &generator) ? doctor : somebody)
            case ..<88: return .answer(somebody, agrees: true)
            case ..<94: return .answer(somebody, agrees: false)
            case ..<98: return .stop(somebody)
            default: return .endCall
            }
        }
    }

    /// A small generator that gives the same numbers for the same seed everywhere.
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
