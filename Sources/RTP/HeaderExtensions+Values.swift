import Wire

/// Loudness as the sender measured it (RFC 6464 §3).
package struct AudioLevel: Equatable, Sendable {
    /// 0 (loudest) ... 127 (silence), in -dBov.
    package let level: UInt8
    /// The sender's own judgement, where it makes one.
    package let isVoice: Bool

    @inlinable
    package init(level: UInt8, isVoice: Bool) {
        self.level = level
        self.isVoice = isVoice
    }
}

/// When a frame was captured (abs-capture-time).
package struct CaptureTime: Equatable, Sendable {
    /// 32.32 fixed-point NTP time of the capturer's clock.
    package let ntp: UInt64
    /// What must be added to that clock to get the sender's, 32.32 fixed point.
    package let clockOffset: Int64?
}

/// Values, read from the packet the places were found in. Each is `nil` where the packet lacks
/// the extension or its length is wrong.
extension HeaderExtensions {
    /// The number of the packet among all of its connection.
    @inlinable
    package func transportSequenceNumber(in packet: RawSpan) -> UInt16? {
        guard let range = range(of: .transportSequence), range.count >= 2 else { return nil }
        return packet.uint16(at: range.lowerBound)
    }

    /// Seconds of the sender's clock, modulo 64, as 6.18 fixed point.
    @inlinable
    package func absoluteSendTime(in packet: RawSpan) -> UInt32? {
        guard let range = range(of: .absSendTime), range.count == 3 else { return nil }
        return packet.uint24(at: range.lowerBound)
    }

    /// How loud the sound inside is.
    @inlinable
    package func audioLevel(in packet: RawSpan) -> AudioLevel? {
        guard let range = range(of: .audioLevel), !range.isEmpty,
            let byte = packet.uint8(at: range.lowerBound)
        else { return nil }
        return AudioLevel(level: byte & 0x7f, isVoice: byte & 0x80 != 0)
    }

    /// When the content was captured, by its capturer's clock.
    package func captureTime(in packet: RawSpan) -> CaptureTime? {
        guard let range = range(of: .absCaptureTime), range.count == 8 || range.count == 16,
            let ntp = packet.uint64(at: range.lowerBound)
        else { return nil }
        let offset = range.count == 16 ? packet.uint64(at: range.lowerBound + 8) : nil
        return CaptureTime(ntp: ntp, clockOffset: offset.map { Int64(bitPattern: $0) })
    }

    /// Degrees the picture has to be turned clockwise: 0, 90, 180 or 270.
    package func videoRotation(in packet: RawSpan) -> Int? {
        guard let range = range(of: .videoOrientation), range.count == 1,
            let byte = packet.uint8(at: range.lowerBound)
        else { return nil }
        return 90 * Int(byte & 0x3)
    }

    /// The descriptor of AV1 (and others); see ``DependencyDescriptor``.
    @inlinable
    package func dependencyDescriptor(in packet: RawSpan) -> DependencyDescriptor? {
        guard let range = range(of: .dependencyDescriptor), range.upperBound <= packet.byteCount
        else { return nil }
        return DependencyDescriptor(parsing: packet.extracting(range))
    }
}
