import Testing
import Wire

@testable import Recording

@Suite struct MediaClockTests {
    private var clock = MediaClock()
    private let audio: Int
    private let video: Int
    private static let ntpSeconds = 3_900_000_000.0

    init() {
        audio = clock.addStream(clockRate: 48_000, isVideo: false)
        video = clock.addStream(clockRate: 90_000, isVideo: true)
    }

    /// Milliseconds at which a frame captured at `captured` comes out.
    private mutating func map(
        _ stream: Int, captured: Double, arrived: Double, drift: Double = 0, base: UInt32 = 0
    ) -> Double {
        let rate = stream == audio ? 48.0 : 90.0
        let ticks = UInt32(truncatingIfNeeded: Int64(captured * (1 + drift) * rate))
        let mapped = clock.time(
            of: base &+ ticks, stream: stream, arrivedAt: time(arrived))
        return Double((mapped - time(0)).nanoseconds) / 1_000_000
    }

    private mutating func report(
        _ stream: Int, captured: Double, arrived: Double, drift: Double = 0, ntpError: Double = 0,
        base: UInt32 = 0
    ) {
        let rate = stream == audio ? 48.0 : 90.0
        let ntp = Self.ntpSeconds + (captured + ntpError) / 1000
        clock.receiveReport(
            stream: stream, ntp: UInt64(ntp * 65_536) << 16,
            rtpTimestamp: base
                &+ UInt32(truncatingIfNeeded: Int64(captured * (1 + drift) * rate)),
            arrivedAt: time(arrived))
    }

    /// Sound with 20 ms of delay and pictures with 150 ms, reports each second; how far apart what
    /// was captured together comes out, at the end.
    private mutating func offset(
        after seconds: Int, drift: Double = 0, reports: Bool = true, base: UInt32 = 0
    ) -> Double {
        var difference = 0.0
        for step in 0..<(seconds * 25) {
            let captured = Double(step) * 40
            let sound = map(
                audio, captured: captured, arrived: captured + 20, drift: drift, base: base)
            let picture = map(video, captured: captured, arrived: captured + 150, base: base)
            difference = picture - sound
            if reports, step % 25 == 12 {
                report(
                    audio, captured: captured, arrived: captured + 20, drift: drift, base: base)
            }
            if reports, step % 25 == 19 {
                report(video, captured: captured, arrived: captured + 150, base: base)
            }
        }
        return difference
    }

    @Test mutating func `before a report, streams start where they arrive`() {
        #expect(abs(offset(after: 1, reports: false) - 130) < 0.1)
    }

    @Test mutating func `reports bring together what was captured together`() {
        #expect(abs(offset(after: 3)) < 2)
    }

    @Test mutating func `timestamps may wrap around`() {
        #expect(abs(offset(after: 3, base: .max - 45_000)) < 2)
    }

    @Test(arguments: [1e-4, -1e-4])
    mutating func `a sound clock that drifts by 100 ppm stays with the pictures for an hour`(
        drift: Double
    ) {
        #expect(abs(offset(after: 3600, drift: drift)) < 5)
    }

    @Test(arguments: [1e-4, -1e-4])
    mutating func `a publisher whose whole clock drifts stays with ours`(drift: Double) {
        var late = 0.0
        for second in 0..<3600 {
            let captured = Double(second) * 1000
            let arrived = captured * (1 - drift)
            late = map(audio, captured: captured, arrived: arrived) - arrived
            report(audio, captured: captured, arrived: arrived)
        }
        #expect(abs(late) < 15)
    }

    @Test mutating func `sound keeps its pace while pictures glide to it`() {
        var times: [Double] = []
        for step in 0..<100 {
            let captured = Double(step) * 40
            times.append(map(audio, captured: captured, arrived: captured + 20))
            _ = map(video, captured: captured, arrived: captured + 150)
            if step == 30 { report(video, captured: captured, arrived: captured + 150) }
            if step == 60 { report(audio, captured: captured, arrived: captured + 20) }
        }

        for (earlier, later) in zip(times, times.dropFirst()) {
            #expect(abs(later - earlier - 40) < 0.01)
        }
    }

    @Test mutating func `one wild report changes nothing`() {
        _ = offset(after: 3)

        report(audio, captured: 3000, arrived: 3020, ntpError: 700)
        report(video, captured: 3000, arrived: 3150, ntpError: -3_600_000)

        let sound = map(audio, captured: 3500, arrived: 3520)
        let picture = map(video, captured: 3500, arrived: 3650)
        #expect(abs(sound - 3520) < 2)
        #expect(abs(picture - sound) < 2)
    }

    @Test mutating func `a publisher's clock that is set is followed without a step`() {
        _ = offset(after: 3)
        for second in 3..<15 {
            let captured = Double(second) * 1000
            report(audio, captured: captured, arrived: captured + 20, ntpError: 3_600_000)
            report(video, captured: captured, arrived: captured + 150, ntpError: 3_600_000)
            let sound = map(audio, captured: captured, arrived: captured + 20)
            let picture = map(video, captured: captured, arrived: captured + 150)
            #expect(abs(sound - captured - 20) < 5)
            #expect(abs(picture - sound) < 10)
        }
    }

    @Test mutating func `an RTP clock that jumps is anchored anew and corrected by reports`() {
        _ = offset(after: 3)
        var difference = 0.0
        for step in 0..<250 {
            let captured = 3000 + Double(step) * 40
            let sound = map(audio, captured: captured, arrived: captured + 20)
            let picture = map(
                video, captured: captured, arrived: captured + 150, base: 1_000_000_000)
            difference = picture - sound
            if step % 25 == 12 {
                report(audio, captured: captured, arrived: captured + 20)
                report(video, captured: captured, arrived: captured + 150, base: 1_000_000_000)
            }
        }
        #expect(abs(difference) < 2)
    }

    @Test mutating func `reports from before the first packet align streams from the start`() {
        report(video, captured: -2000, arrived: -1850, base: 1_000_000)
        report(audio, captured: -1000, arrived: -980, base: 1_000_000)

        let sound = map(audio, captured: 0, arrived: 20, base: 1_000_000)
        let picture = map(video, captured: 0, arrived: 150, base: 1_000_000)

        #expect(abs(picture - sound) < 1)
    }

    @Test(arguments: UInt64(0)..<200)
    func `whatever comes, no stream goes back`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var clock = MediaClock()
        _ = clock.addStream(clockRate: 48_000, isVideo: false)
        _ = clock.addStream(clockRate: 90_000, isVideo: true)
        var latest = [Int64.min, Int64.min]
        var now = MonotonicTime(nanoseconds: 0)
        for _ in 0..<2000 {
            now = now + .milliseconds(Int.random(in: 0..<100, using: &random))
            let stream = Int.random(in: 0...1, using: &random)
            let near = UInt32(now.nanoseconds / 1_000_000 % 100_000) &* (stream == 0 ? 48 : 90)
            let timestamp =
                Int.random(in: 0..<10, using: &random) == 0
                ? UInt32.random(in: 0...(.max), using: &random)
                : near &- UInt32.random(in: 0..<5000, using: &random)
            if Bool.random(using: &random) {
                clock.receiveReport(
                    stream: stream, ntp: .random(in: 0...(.max), using: &random),
                    rtpTimestamp: timestamp, arrivedAt: now)
            }
            let time = clock.time(of: timestamp, stream: stream, arrivedAt: now)
            #expect(time.nanoseconds >= latest[stream])
            latest[stream] = time.nanoseconds
        }
    }
}
