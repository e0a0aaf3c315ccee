/// What one window of a load has shown: a line of the result.
///
/// Field by field as the JSON of a result has it; `null` where a figure cannot be had.
package struct LoadLevel: Sendable, Codable {
    package var rooms = 0
    package var publishers = 0
    package var subscribers = 0
    /// Connections that stood, of those that were wanted.
    package var sessions = 0
    package var sessionsWanted = 0
    package var sessionsAlive = 0
    package var seconds = 0.0

    /// Media packets that publishers sent, and that receivers got, each second.
    package var sentPerSecond = 0.0
    package var forwardedPerSecond = 0.0
    /// Received bits per second, UDP and IP headers left out.
    package var forwardedBitrate = 0.0

    /// Of the server's process.
    package var cpu: ProcessorUse?
    /// 0...1: packets that should have come to receivers and did not.
    package var loss = 0.0
    /// From the publisher's send to the kernel's receipt for the receiver, in milliseconds.
    package var delay: Percentiles?
    /// From the first request to the keys, in milliseconds; signaling is the part of it until the
    /// server's description was there.
    package var connect: Percentiles?
    package var signaling: Percentiles?
    package var joinFailures = 0
    package var firstJoinFailure: String?

    /// Of the server, in bytes, at the end of the window; a session: what it has grown by since
    /// before the first join, divided.
    package var residentBytes: Int?
    package var residentBytesPerSession: Int?
    package var threads: Int?
    package var descriptors: Int?

    /// What the load itself did, and whether it kept up.
    package var generator = GeneratorUse()
    package var counters = LoadCounters()

    package init() {}

    /// Processor time of a process in a window.
    package struct ProcessorUse: Sendable, Codable {
        /// Of one core, 1 for all of it.
        package var cores = 0.0
        /// Microseconds a forwarded packet.
        package var microsecondsPerPacket = 0.0
        package var userMicrosecondsPerPacket = 0.0
        package var kernelMicrosecondsPerPacket = 0.0
        /// Of one core, for each room.
        package var coresPerCall = 0.0
    }

    /// Of a set of times.
    package struct Percentiles: Sendable, Codable {
        package var p50 = 0.0
        package var p99 = 0.0
        package var p999 = 0.0
        package var longest = 0.0
        package var samples: UInt64 = 0

        package init?(_ histogram: DelayHistogram) {
            guard let p50 = histogram.milliseconds(atPercentile: 50),
                let p99 = histogram.milliseconds(atPercentile: 99),
                let p999 = histogram.milliseconds(atPercentile: 99.9),
                let longest = histogram.longest
            else { return nil }
            self.p50 = p50
            self.p99 = p99
            self.p999 = p999
            self.longest = longest
            samples = histogram.count
        }
    }

    /// The load generator's own figures.
    package struct GeneratorUse: Sendable, Codable {
        package var cores = 0.0
        /// How late frames were sent, in milliseconds.
        package var lateness: Percentiles?

        /// Whether what was measured may be the generator's limit and not the server's.
        package var isStrained: Bool { (lateness?.p99 ?? 0) > 5 }
    }
}

/// What a level has to keep to count as carried.
package struct LoadLimits: Sendable, Codable, Equatable {
    /// 0...1.
    package var loss = 0.001
    /// Of the delay's 99th percentile, in milliseconds.
    package var delay = 10.0

    package init() {}

    /// Why `level` does not count; `nil` where it does.
    package func breach(by level: LoadLevel) -> String? {
        if level.sessions < level.sessionsWanted {
            return "\(level.sessionsWanted - level.sessions) clients could not join"
        }
        if level.counters.packetsWrong + level.counters.packetsForged > 0 {
            return "packets arrived that were not what was sent"
        }
        if level.counters.streamsSilent > 0 {
            return "\(level.counters.streamsSilent) streams stayed silent"
        }
        if level.loss > loss { return "loss \(percent(level.loss)) over \(percent(loss))" }
        guard let p99 = level.delay?.p99 else { return "nothing arrived" }
        return p99 > delay ? "delay p99 \(p99) ms over \(delay) ms" : nil
    }

    private func percent(_ part: Double) -> String {
        "\((part * 100_000).rounded() / 1_000) %"
    }
}
