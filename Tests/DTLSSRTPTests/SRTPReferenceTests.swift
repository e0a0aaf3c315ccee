import DTLSSRTP
import Testing

/// Byte for byte what libsrtp2 makes and takes.
@Suite struct SRTPReferenceTests {
    /// Shapes of the RTP header: CSRCs and words of extension.
    static let shapes = [(0, 0), (2, 0), (0, 3), (15, 1)]

    @Test(arguments: SRTPProfile.allCases, shapes)
    func `RTP leaves as the reference makes it, over a wrap of sequence numbers`(
        profile: SRTPProfile, shape: (Int, Int)
    ) throws {
        let key = MasterKey(profile)
        let sender = key.sender()
        let reference = try ReferenceSRTP(key, isSender: true)
        let headerLength = TestPackets.headerLength(csrcs: shape.0, extensionWords: shape.1)

        for step in 0..<300 {
            let packet = TestPackets.rtp(
                sequence: UInt16(truncatingIfNeeded: 65_400 + step), csrcs: shape.0,
                extensionWords: shape.1, payloadLength: step * 4)
            let expected = try reference.protect(packet)
            #expect(try sender.protect(packet, headerLength: headerLength) == expected)
        }
    }

    @Test(arguments: SRTPProfile.allCases, shapes)
    func `RTP of the reference is read, over a wrap of sequence numbers`(
        profile: SRTPProfile, shape: (Int, Int)
    ) throws {
        let key = MasterKey(profile)
        let receiver = key.receiver()
        let reference = try ReferenceSRTP(key, isSender: true)
        let headerLength = TestPackets.headerLength(csrcs: shape.0, extensionWords: shape.1)

        for step in 0..<300 {
            let packet = TestPackets.rtp(
                sequence: UInt16(truncatingIfNeeded: 65_400 + step), csrcs: shape.0,
                extensionWords: shape.1, payloadLength: step * 4)
            let sealed = try reference.protect(packet)
            #expect(try receiver.unprotect(sealed, headerLength: headerLength) == packet)
        }
    }

    @Test(arguments: SRTPProfile.allCases)
    func `RTCP is the reference's but for where its index starts`(profile: SRTPProfile) throws {
        let key = MasterKey(profile)
        let sender = key.sender()
        let reference = try ReferenceSRTP(key, isSender: true)
        // The reference starts at 1; RFC 3711 §3.4 says 0.
        _ = try sender.protectControl(TestPackets.rtcp())

        for _ in 0..<100 {
            let expected = try reference.protectControl(TestPackets.rtcp())
            #expect(try sender.protectControl(TestPackets.rtcp()) == expected)
        }
    }

    @Test(arguments: SRTPProfile.allCases)
    func `RTCP goes through in both directions`(profile: SRTPProfile) throws {
        let key = MasterKey(profile)
        let reference = try ReferenceSRTP(key, isSender: false)
        let sealed = try key.sender().protectControl(TestPackets.rtcp())
        #expect(try reference.unprotectControl(sealed) == TestPackets.rtcp())

        let other = try ReferenceSRTP(key, isSender: true).protectControl(TestPackets.rtcp())
        #expect(try key.receiver().unprotectControl(other) == TestPackets.rtcp())
    }

    @Test(arguments: SRTPProfile.allCases)
    func `the reference reads what we send out of order around the wrap`(
        profile: SRTPProfile
    ) throws {
        let key = MasterKey(profile)
        let sender = key.sender()
        let reference = try ReferenceSRTP(key, isSender: false)

        for sequence: UInt16 in [65_533, 65_535, 1, 65_534, 0, 3, 2] {
            let packet = TestPackets.rtp(sequence: sequence)
            #expect(try reference.unprotect(try sender.protect(packet)) == packet)
        }
    }
}
