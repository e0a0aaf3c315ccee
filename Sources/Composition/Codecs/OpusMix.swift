internal import COpus

/// Samples to Opus, one channel at 48 kHz, 20 ms a frame.
final class OpusMix {
    static let frameSamples = SampleTrack.rate / 50
    private static let frameByteLimit = 1_275

    private let encoder: OpaquePointer
    /// How much later than it was put in something is heard, in samples.
    let delay: Int

    /// - Throws: ``CompositionFailure/encoder(_:)``.
    init(bitrate: Int) throws(CompositionFailure) {
        var status: Int32 = 0
        guard
            let encoder = opus_encoder_create(
                Int32(SampleTrack.rate), 1, OPUS_APPLICATION_AUDIO, &status)
        else { throw .encoder(Int(status)) }
        self.encoder = encoder
        _ = copus_set_bitrate(encoder, Int32(bitrate))
        delay = Int(copus_lookahead(encoder))
    }

    deinit {
        opus_encoder_destroy(encoder)
    }

    /// - Parameter samples: ``frameSamples`` of them.
    func encode(_ samples: [Float]) throws(CompositionFailure) -> [UInt8] {
        precondition(samples.count == Self.frameSamples)
        var bytes = [UInt8](repeating: 0, count: Self.frameByteLimit)
        let count = samples.withUnsafeBufferPointer { samples in
            bytes.withUnsafeMutableBufferPointer { bytes in
                guard let from = samples.baseAddress, let to = bytes.baseAddress
                else { return Int32(0) }
                return opus_encode_float(
                    encoder, from, Int32(Self.frameSamples), to, Int32(bytes.count))
            }
        }
        guard count > 0 else { throw .encoder(Int(count)) }
        bytes.removeLast(bytes.count - Int(count))
        return bytes
    }
}
