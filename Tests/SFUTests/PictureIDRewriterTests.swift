import RTP
import SFU
import Testing

@Suite struct PictureIDRewriterTests {
    @Test func `the first source keeps its numbers`() {
        var rewriter = PictureIDRewriter()
        #expect(rewriter.all([300, 300, 301]) == [300, 300, 301])
    }

    @Test func `another source goes on by one, over the wrap`() {
        var rewriter = PictureIDRewriter()
        _ = rewriter.all([0x7ffe, 0x7fff])
        rewriter.switchSource()
        #expect(rewriter.all([17, 17, 18]) == [0, 0, 1])
        rewriter.switchSource()
        #expect(rewriter.all([5, 7]) == [2, 4])
    }

    @Test func `a late picture does not set the number back`() {
        var rewriter = PictureIDRewriter()
        _ = rewriter.all([10, 12, 11])
        rewriter.switchSource()
        #expect(rewriter.all([500]) == [13])
    }

    @Test func `later pictures take the numbers of those left out`() {
        var rewriter = PictureIDRewriter()
        _ = rewriter.all([10])
        for left in [UInt16(11), 11, 13, 13] {
            rewriter.leaveOut(PictureID(value: left, offset: 2, isLong: true))
            if left == 11 { #expect(rewriter.all([12]) == [11]) }
        }
        // 12 comes again, late: its place is where it was.
        #expect(rewriter.all([14, 12, 15]) == [12, 11, 13])
    }

    @Test func `short numbers stay within seven bits`() {
        var rewriter = PictureIDRewriter()
        _ = rewriter.all([127], isLong: false)
        rewriter.switchSource()
        #expect(rewriter.all([90, 91], isLong: false) == [0, 1])
    }

    @Test func `base layer indices go on likewise`() {
        var rewriter = PictureIDRewriter()
        _ = rewriter.index(255)
        rewriter.switchSource()
        #expect([rewriter.index(7), rewriter.index(8)] == [0, 1])
    }

    @Test func `a payload patched for one subscriber can be patched for another`() {
        var payload: [UInt8] = [0x90, 0x80, 0x81, 0x00, 0x01]
        let id = PictureID(value: 0x100, offset: 2, isLong: true)
        var first = PictureIDRewriter()
        var second = PictureIDRewriter()
        _ = second.all([7])
        second.switchSource()

        payload.withUnsafeMutableBytes { second.rewrite(id, nil, in: $0) }
        #expect(payload[2...3] == [0x80, 8])
        payload.withUnsafeMutableBytes { first.rewrite(id, nil, in: $0) }
        #expect(payload[2...3] == [0x81, 0])
    }

    @Test func `a payload without numbers is left alone`() {
        var payload: [UInt8] = [1, 2, 3]
        var rewriter = PictureIDRewriter()
        payload.withUnsafeMutableBytes { rewriter.rewrite(nil, nil, in: $0) }
        #expect(payload == [1, 2, 3])
    }
}

extension PictureIDRewriter {
    fileprivate mutating func all(_ values: [UInt16], isLong: Bool = true) -> [UInt16] {
        values.map { value in
            var payload: [UInt8] = [0, 0]
            payload.withUnsafeMutableBytes {
                rewrite(PictureID(value: value, offset: 0, isLong: isLong), nil, in: $0)
            }
            return isLong
                ? UInt16(payload[0] & 0x7f) << 8 | UInt16(payload[1]) : UInt16(payload[0])
        }
    }

    fileprivate mutating func index(_ value: UInt8) -> UInt8 {
        var payload: [UInt8] = [0]
        payload.withUnsafeMutableBytes {
            rewrite(nil, BaseLayerIndex(value: value, offset: 0), in: $0)
        }
        return payload[0]
    }
}
