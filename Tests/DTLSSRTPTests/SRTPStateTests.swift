import Testing

@testable import DTLSSRTP

/// What a context remembers, and what cannot make it forget.
@Suite(.serialized) struct SRTPStateTests {
    @Test(arguments: SRTPProfile.allCases)
    func `a packet is taken once`(profile: SRTPProfile) throws {
        let key = MasterKey(profile)
        let receiver = key.receiver()
        let sealed = try key.sender().protect(TestPackets.rtp(sequence: 7))

        #expect(try receiver.unprotect(sealed) == TestPackets.rtp(sequence: 7))
        #expect(throws: SRTPError.replayed) { try receiver.unprotect(sealed) }
    }

    @Test(arguments: SRTPProfile.allCases)
    func `a control packet is taken once`(profile: SRTPProfile) throws {
        let key = MasterKey(profile)
        let receiver = key.receiver()
        let sealed = try key.sender().protectControl(TestPackets.rtcp())

        #expect(try receiver.unprotectControl(sealed) == TestPackets.rtcp())
        #expect(throws: SRTPError.replayed) { try receiver.unprotectControl(sealed) }
    }

    @Test func `the window holds 1,024 packets, late ones in any order`() throws {
        let key = MasterKey(.aeadAES128GCM)
        let sender = key.sender()
        let receiver = key.receiver()
        let sealed = try (0..<1500).map { try sender.protect(TestPackets.rtp(sequence: $0)) }

        _ = try receiver.unprotect(sealed[1200])
        for index in (177..<1200).reversed() { _ = try receiver.unprotect(sealed[index]) }
        #expect(throws: SRTPError.replayed) { try receiver.unprotect(sealed[176]) }
        #expect(throws: SRTPError.replayed) { try receiver.unprotect(sealed[177]) }
        _ = try receiver.unprotect(sealed[1499])
        _ = try receiver.unprotect(sealed[1201])
        #expect(throws: SRTPError.replayed) { try receiver.unprotect(sealed[475]) }
    }

    @Test func `before the first wrap nothing is taken for a packet of before the start`() throws {
        let key = MasterKey(.aeadAES128GCM)
        let receiver = key.receiver()
        let early = try key.sender().protect(TestPackets.rtp(sequence: 65_000))

        _ = try receiver.unprotect(try key.sender().protect(TestPackets.rtp(sequence: 10)))
        #expect(throws: SRTPError.replayed) { try receiver.unprotect(early) }
    }

    @Test(arguments: SRTPProfile.allCases)
    func `a flip of any bit is noticed, and changes nothing`(profile: SRTPProfile) throws {
        let key = MasterKey(profile)
        let receiver = key.receiver()
        let sealed = try key.sender().protect(
            TestPackets.rtp(sequence: 900, payloadLength: 20), headerLength: 12)

        for bit in 0..<(sealed.count * 8) {
            var damaged = sealed
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: SRTPError.forged) { try receiver.unprotect(damaged) }
        }
        #expect(
            try receiver.unprotect(sealed) == TestPackets.rtp(sequence: 900, payloadLength: 20))
    }

    @Test(arguments: SRTPProfile.allCases)
    func `a flip of any bit of RTCP is noticed, and changes nothing`(
        profile: SRTPProfile
    ) throws {
        let key = MasterKey(profile)
        let receiver = key.receiver()
        let sealed = try key.sender().protectControl(TestPackets.rtcp())

        for bit in 0..<(sealed.count * 8) {
            var damaged = sealed
            damaged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: SRTPError.self) { try receiver.unprotectControl(damaged) }
        }
        #expect(try receiver.unprotectControl(sealed) == TestPackets.rtcp())
    }

    @Test(arguments: SRTPProfile.allCases)
    func `every truncation is refused`(profile: SRTPProfile) throws {
        let key = MasterKey(profile)
        let receiver = key.receiver()
        let rtp = try key.sender().protect(TestPackets.rtp(sequence: 1, payloadLength: 30))
        let rtcp = try key.sender().protectControl(TestPackets.rtcp())

        for length in 0..<rtp.count {
            #expect(throws: SRTPError.self) { try receiver.unprotect(Array(rtp[..<length])) }
        }
        for length in 0..<rtcp.count {
            #expect(throws: SRTPError.self) {
                try receiver.unprotectControl(Array(rtcp[..<length]))
            }
        }
        for headerLength in [-1, 0, 11, rtp.count, Int.max] {
            #expect(throws: SRTPError.truncated) {
                try receiver.unprotect(rtp, headerLength: headerLength)
            }
        }
    }

    @Test(arguments: SRTPProfile.allCases)
    func `forged packets with many SSRCs take no place`(profile: SRTPProfile) throws {
        let key = MasterKey(profile)
        let receiver = key.receiver()
        let sender = key.sender()

        for ssrc: UInt32 in 1...200 {
            var forged = TestPackets.rtp(ssrc: ssrc, sequence: 1)
            forged += [UInt8](repeating: 0, count: 16)
            #expect(throws: SRTPError.forged) { try receiver.unprotect(forged) }
        }
        for ssrc in 1...UInt32(SRTPReceiver.streamLimit) {
            let sealed = try sender.protect(TestPackets.rtp(ssrc: ssrc, sequence: 1))
            _ = try receiver.unprotect(sealed)
        }
        let further = try sender.protect(TestPackets.rtp(ssrc: 5000, sequence: 1))
        #expect(throws: SRTPError.tooManyStreams) { try receiver.unprotect(further) }
    }

    @Test func `a sender refuses to use a sequence number twice`() throws {
        let sender = MasterKey(.aeadAES128GCM).sender()

        _ = try sender.protect(TestPackets.rtp(sequence: 5))
        #expect(throws: SRTPError.replayed) { try sender.protect(TestPackets.rtp(sequence: 5)) }
    }

    @Test func `a sender has 512 streams and no more`() throws {
        let sender = MasterKey(.aes128CMHMACSHA1_80).sender()

        for ssrc in 1...UInt32(SRTPSender.streamLimit) {
            _ = try sender.protect(TestPackets.rtp(ssrc: ssrc, sequence: 1))
        }
        #expect(throws: SRTPError.tooManyStreams) {
            try sender.protect(TestPackets.rtp(ssrc: 9999, sequence: 1))
        }
        _ = try sender.protect(TestPackets.rtp(ssrc: 17, sequence: 2))
    }

    @Test(arguments: SRTPProfile.allCases)
    func `a slot too small for the tag is refused`(profile: SRTPProfile) {
        let sender = MasterKey(profile).sender()
        var slot = TestPackets.rtp(sequence: 1)

        let error = #expect(throws: SRTPError.self) {
            try slot.withUnsafeMutableBytes { slot in
                try sender.protectRTP(
                    slot, headerLength: 12, payload: UnsafeRawBufferPointer(rebasing: slot[12...]))
            }
        }
        #expect(error == .noRoom)
    }

    @Test func `RTCP that says it is not encrypted is refused`() throws {
        let key = MasterKey(.aes128CMHMACSHA1_80)
        var sealed = try key.sender().protectControl(TestPackets.rtcp())
        sealed[TestPackets.rtcp().count] &= 0x7f

        #expect(throws: SRTPError.unencrypted) { try key.receiver().unprotectControl(sealed) }
    }

    @Test func `the rollover counter follows RFC 3711 §3.3.1`() {
        var stream = SRTPStream(ssrc: 1)
        #expect(stream.index(of: 65_535) == 65_535)
        stream.record(65_535)
        #expect(stream.index(of: 0) == 65_536)
        stream.record(65_536)
        #expect(stream.index(of: 65_534) == 65_534)
        #expect(stream.isNew(65_534))
        #expect(!stream.isNew(65_535))
        #expect(stream.index(of: 32_768) == 65_536 + 32_768)
        #expect(stream.index(of: 32_769) == 32_769)
    }
}
