internal import COpus

/// Opus to samples, one channel at 48 kHz.
final class OpusVoice {
    /// 120 ms, the longest frame there is.
    private static let sampleLimit = 5_760

    private let decoder: OpaquePointer

    /// - Returns: `nil` where libopus has no memory.
    init?() {
        guard let decoder = opus_decoder_create(Int32(SampleTrack.rate), 1, nil) else {
            return nil
        }
        self.decoder = decoder
    }

    deinit {
        opus_decoder_destroy(decoder)
    }

    /// - Returns: nothing for what cannot be decoded.
    func decode(_ frame: [UInt8]) -> [Float] {
        var samples = [Float](repeating: 0, count: Self.sampleLimit)
        let count = frame.withUnsafeBufferPointer { frame in
            samples.withUnsafeMutableBufferPointer { samples in
                guard let to = samples.baseAddress, !frame.isEmpty else { return Int32(0) }
                return opus_decode_float(
                    decoder, frame.baseAddress, Int32(frame.count), to, Int32(samples.count), 0)
            }
        }
        samples.removeLast(samples.count - max(0, Int(count)))
        return samples
    }
}
