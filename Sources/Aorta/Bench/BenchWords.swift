import Foundation
import Load

/// Tells the person at the terminal how the load goes and what came of it.
struct BenchWords: Sendable {
    let isQuiet: Bool
    /// Whether a line of progress may be written over the one before.
    private let isTerminal = isatty(2) == 1

    func begin(_ plan: LoadPlan, _ server: String) {
        let shape = plan.shape
        say(
            """
            \(server) under load: \(count(plan.rooms, "room")) × \
            \(count(plan.publishers, "publisher")) × \(count(plan.subscribers, "receiver")) each, \
            \(plan.sessions) connections
            \(Self.grouped(shape.videoPackets)) video packets of \(shape.videoLength) bytes in \
            \(Self.grouped(shape.frameRate)) frames and \(Self.grouped(shape.audioPackets)) audio \
            packets a second a publisher: \(Self.grouped(plan.forwardedRate)) to forward
            """)
    }

    func progress(_ progress: LoadGenerator.Progress) {
        guard !isQuiet else { return }
        switch progress {
        case .joining(let done, let all): tell("joining: \(done) of \(all)")
        case .measuring(let level):
            tell("\(Int(level.seconds.rounded())) s: " + Self.line(level))
        }
    }

    private func tell(_ line: String) {
        let text = isTerminal ? "\r\u{1b}[K\(line)" : "\(line)\n"
        FileHandle.standardError.write(Data(text.utf8))
    }

    private func clear() {
        if isTerminal, !isQuiet { FileHandle.standardError.write(Data("\r\u{1b}[K".utf8)) }
    }

    static func line(_ level: LoadLevel) -> String {
        var parts = [
            "\(grouped(level.forwardedPerSecond)) packets/s", "lost \(percent(level.loss))",
        ]
        if let delay = level.delay {
            parts.append("delay p50 \(thousandths(delay.p50)) p99 \(thousandths(delay.p99)) ms")
        }
        if let cpu = level.cpu {
            parts.append("server \(percent(cpu.cores)) of a core")
            parts.append("\(thousandths(cpu.microsecondsPerPacket)) µs a packet")
        }
        return parts.joined(separator: ", ")
    }

    /// One level of a ramp.
    func tell(_ level: LoadLevel, breach: String?) {
        clear()
        let size = "\(level.rooms) × \(level.publishers) × \(level.subscribers)"
        say("\(size): \(Self.line(level))" + (breach.map { "  ✗ \($0)" } ?? "  ✓"))
    }

    /// All figures of one level.
    func tell(_ level: LoadLevel) {
        clear()
        say("")
        row(
            "forwarded",
            "\(Self.grouped(level.forwardedPerSecond)) packets/s, "
                + "\(Self.thousandths(level.forwardedBitrate / 1e6)) Mbit/s")
        row("lost", "\(Self.percent(level.loss)) of \(level.counters.packetsExpected)")
        row("delay", Self.times(level.delay))
        row("connect", Self.times(level.connect))
        row("  of it signaling", Self.times(level.signaling))
        if level.joinFailures > 0 {
            row("could not join", "\(level.joinFailures): \(level.firstJoinFailure ?? "")")
        }
        if let cpu = level.cpu {
            row(
                "server, a packet",
                "\(Self.thousandths(cpu.microsecondsPerPacket)) µs: "
                    + "user \(Self.thousandths(cpu.userMicrosecondsPerPacket)), "
                    + "kernel \(Self.thousandths(cpu.kernelMicrosecondsPerPacket))")
            row(
                "server",
                "\(Self.percent(cpu.cores)) of a core, "
                    + "\(Self.percent(cpu.coresPerCall)) a room")
        }
        if let bytes = level.residentBytes {
            let each = level.residentBytesPerSession.map { ", \($0 / 1024) KiB a connection" } ?? ""
            row("server's memory", "\(bytes / (1024 * 1024)) MiB\(each)")
        }
        row(
            "content",
            "\(level.counters.packetsOpened) packets opened, "
                + "\(level.counters.packetsWrong + level.counters.packetsForged) wrong")
        let lateness = level.generator.lateness.map {
            ", late by p99 \(Self.thousandths($0.p99)) ms"
        }
        row("generator", "\(Self.percent(level.generator.cores)) of a core\(lateness ?? "")")
        if level.generator.isStrained {
            say("The generator could not keep up: what is over its head is not the server's limit.")
        }
    }

    func end(_ result: LoadResult) {
        guard result.levels.count > 1 else { return }
        guard let highest = result.highest else {
            return say("\nNo level was within the limits.")
        }
        let level = result.levels[highest]
        say(
            "\nHighest within loss \(Self.percent(result.limits.loss)) and p99 "
                + "\(Self.thousandths(result.limits.delay)) ms: \(level.rooms) × \(level.publishers) × "
                + "\(level.subscribers).")
        tell(level)
    }

    private func row(_ name: String, _ value: String) {
        say(name.padding(toLength: 18, withPad: " ", startingAt: 0) + value)
    }

    private func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    private func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    static func times(_ times: LoadLevel.Percentiles?) -> String {
        guard let times else { return "unknown: nothing was measured" }
        return "p50 \(thousandths(times.p50)) ms, p99 \(thousandths(times.p99)), "
            + "p99.9 \(thousandths(times.p999)), longest \(thousandths(times.longest)) "
            + "(\(times.samples) measured)"
    }

    static func thousandths(_ value: Double) -> String {
        value >= 100 ? String(format: "%.0f", value) : String(format: "%.3g", value)
    }

    static func percent(_ part: Double) -> String { String(format: "%.2f %%", part * 100) }

    static func grouped(_ value: Double) -> String {
        var digits = String(format: "%.0f", value)[...]
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        return ([digits] + groups).joined(separator: ",")
    }
}
