/// Adds voices up. Pure.
package enum Mixer {
    /// Up to here a sum is what it is; above it is bent so that it never passes 1.
    private static let knee: Float = 0.8

    /// - Parameter voices: all of the same length.
    package static func mix(_ voices: [[Float]], count: Int) -> [Float] {
        var sum = [Float](repeating: 0, count: count)
        for voice in voices {
            for index in 0..<min(count, voice.count) { sum[index] += voice[index] }
        }
        for index in sum.indices where abs(sum[index]) > knee {
            let over = (abs(sum[index]) - knee) / (1 - knee)
            let bent = knee + (1 - knee) * over / (1 + over)
            sum[index] = sum[index] < 0 ? -bent : bent
        }
        return sum
    }
}
