import RTP
import Testing

@Suite struct SequenceNumberTests {
    @Test func `newer is judged around the circle`() {
        #expect(UInt16(1).isNewer(than: 0))
        #expect(UInt16(0).isNewer(than: 65535))
        #expect(!UInt16(65535).isNewer(than: 0))
        #expect(!UInt16(5).isNewer(than: 5))
        #expect(UInt32(3).isNewer(than: 0xffff_fffe))
    }

    @Test func `numbers go on growing over the wrap`() {
        var unwrapper = SequenceUnwrapper()
        let unwrapped = [65534, 65535, 0, 1].map { unwrapper.unwrap($0) }
        #expect(unwrapped == [65534, 65535, 65536, 65537])
    }

    @Test func `late numbers are placed before the newest and do not move it`() {
        var unwrapper = SequenceUnwrapper()
        let unwrapped = [0, 65535, 1, 65000].map { unwrapper.unwrap($0) }
        #expect(unwrapped == [0, -1, 1, -536])
        #expect(unwrapper.peek(2) == 2)
        #expect(unwrapper.peek(2) == 2)
    }

    @Test func `many steps of at most half the circle are all understood`() {
        var noise = Noise(state: 1)
        var unwrapper = SequenceUnwrapper()
        var truth: Int64 = 0
        var newest: Int64 = 0
        _ = unwrapper.unwrap(0)
        for _ in 0..<10_000 {
            truth = newest + Int64.random(in: -32768...32767, using: &noise)
            let unwrapped = unwrapper.unwrap(UInt16(truncatingIfNeeded: truth))
            #expect(unwrapped == truth)
            newest = max(newest, truth)
        }
    }

    @Test func `timestamps unwrap likewise`() {
        var unwrapper = TimestampUnwrapper()
        let unwrapped = [0xffff_ff00, 0x10, 0xffff_fff0].map { unwrapper.unwrap($0) }
        #expect(unwrapped == [0xffff_ff00, 0x1_0000_0010, 0xffff_fff0])
    }
}
