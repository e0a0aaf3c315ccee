import CAllocationCount
import CEVPLoop
import DTLSSRTP
import Glibc

/// Measures each step on a packet's way alone.
///
///     CoreBenchmarks [rounds]          nanoseconds and heap allocations a packet, and SRTP beside C
///     CoreBenchmarks --count           one lap of each stage inside of `aorta_counted`, for callgrind
///
/// Stages take turns, lap by lap, so that what else the machine does meets them all alike.
@main
enum CoreBenchmarks {
    static func main() throws {
        let stages: [any Stage] = [
            STUNParseStage(), STUNCheckStage(), DemultiplexStage(), ParseStage(),
            UnprotectStage("unprotect", .aeadAES128GCM), RewriteStage(), CacheStage(),
            ProtectStage("protect", .aeadAES128GCM),
            UnprotectStage("unprotect, HMAC", .aes128CMHMACSHA1_80),
            ProtectStage("protect, HMAC", .aes128CMHMACSHA1_80),
            try ChannelDataStage(), try WebMStage(),
            try EVPUnprotectStage(), try EVPProtectStage(),
        ]
        if CommandLine.arguments.contains("--count") {
            try count(stages)
        } else {
            try measure(stages, rounds: CommandLine.arguments.dropFirst().first.flatMap { Int($0) })
        }
    }

    /// The second lap of each: the first may allocate what stays.
    private static func count(_ stages: [any Stage]) throws {
        for stage in stages {
            try stage.prepare()
            stage.run()
            try stage.prepare()
            let box = Unmanaged.passRetained(CountedStage(stage))
            aorta_counted(
                { argument in
                    guard let argument else { return }
                    Unmanaged<CountedStage>.fromOpaque(argument).takeUnretainedValue().stage.run()
                },
                box.toOpaque())
            box.release()
            print(stage.name)
        }
    }

    private static func measure(_ stages: [any Stage], rounds: Int?) throws {
        var figures = stages.map { _ in StageFigures() }
        for round in 0..<max(20, rounds ?? 2_000) {
            for (index, stage) in stages.enumerated() {
                try stage.prepare()
                let allocatedBefore = aorta_allocation_count()
                let startedAt = clock()
                stage.run()
                let endedAt = clock()
                guard round >= 10 else { continue }
                figures[index].nanoseconds.append(endedAt - startedAt)
                figures[index].allocations += Int(aorta_allocation_count() - allocatedBefore)
            }
        }
        var medians: [String: Double] = [:]
        for (stage, figures) in zip(stages, figures) {
            medians[stage.name] = figures.median
            let name = stage.name.padded(to: 18)
            let cost = "\((figures.median * 10).rounded() / 10)".padded(to: 8)
            print("\(name) \(cost) ns, \(figures.allocationsAPacket) allocations a packet")
        }
        var isMissed = false
        for name in ["unprotect", "protect"] {
            guard let ours = medians[name], let floor = medians[name + ", C loop"] else { continue }
            let ratio = (ours / floor * 1_000).rounded() / 1_000
            let isWithin = ratio <= SRTPTarget.ratio
            isMissed = isMissed || !isWithin
            print(
                "\(name): \(ratio) × the C loop over EVP; wanted at most \(SRTPTarget.ratio), "
                    + (isWithin ? "met" : "missed"))
        }
        if isMissed { exit(EXIT_FAILURE) }
    }

    private static func clock() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// What SRTP may cost beside a C loop that does only the cryptography.
enum SRTPTarget {
    static let ratio = 1.1
}

/// Of one stage's laps.
private struct StageFigures {
    var nanoseconds: [Int] = []
    var allocations = 0

    /// Of one packet in the median lap.
    var median: Double {
        Double(nanoseconds.sorted()[nanoseconds.count / 2]) / Double(Lap.packets)
    }

    var allocationsAPacket: Double {
        let each = Double(allocations) / Double(max(1, nanoseconds.count * Lap.packets))
        return (each * 1_000).rounded() / 1_000
    }
}

/// Passes a stage through a C pointer.
private final class CountedStage {
    let stage: any Stage

    init(_ stage: any Stage) {
        self.stage = stage
    }
}

extension String {
    fileprivate func padded(to length: Int) -> String {
        self + String(repeating: " ", count: max(0, length - count))
    }
}
