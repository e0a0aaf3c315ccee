/// Whether somebody speaks, by the loudness of what is heard of him. Pure.
package struct Speech: Sendable {
    /// Mean square of a sample: -40 dB of full scale.
    private static let threshold: Float = 1e-4
    /// Short pauses are part of speech: so many pieces of 20 ms.
    private static let hold = 20

    private var remaining = 0

    package init() {}

    package var isHeard: Bool { remaining > 0 }

    /// - Parameter samples: the next 20 ms.
    package mutating func follow(_ samples: [Float]) {
        let energy = samples.reduce(0) { $0 + $1 * $1 }
        if energy > Self.threshold * Float(max(1, samples.count)) {
            remaining = Self.hold
        } else {
            remaining = max(0, remaining - 1)
        }
    }
}
