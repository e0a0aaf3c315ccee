import RTP

/// Keeps the picture IDs and TL0PICIDX of VP8 and VP9 continuous over changes of the source
/// (RFC 7741 §4.2, RFC 9628 §4.2): a decoder takes a jump for lost pictures.
///
/// Patches payloads in place, with absolute values: one payload may be patched for each subscriber
/// in turn.
package struct PictureIDRewriter: Sendable {
    private var picture = RunningNumber()
    private var baseLayer = RunningNumber()

    package init() {}

    /// The next packet is the first of another source.
    package mutating func switchSource() {
        picture.isAnchored = false
        baseLayer.isAnchored = false
    }

    /// Patches what one packet's descriptor says.
    ///
    /// - Parameters:
    ///   - pictureID: as parsed from the packet; `nil` where it has none.
    ///   - baseLayerIndex: likewise.
    ///   - payload: the packet's, which may hold other numbers by now.
    package mutating func rewrite(
        _ pictureID: PictureID?, _ baseLayerIndex: BaseLayerIndex?,
        in payload: UnsafeMutableRawBufferPointer
    ) {
        if let pictureID {
            pictureID.patch(
                picture.rewrite(pictureID.value, mask: pictureID.mask), in: payload)
        }
        if let baseLayerIndex {
            let value = baseLayer.rewrite(UInt16(baseLayerIndex.value), mask: 0xff)
            baseLayerIndex.patch(UInt8(truncatingIfNeeded: value), in: payload)
        }
    }

    /// A picture's packets are left out on purpose: later pictures take its number.
    package mutating func leaveOut(_ pictureID: PictureID?) {
        if let pictureID { picture.leaveOut(pictureID.value, mask: pictureID.mask) }
    }

    /// A number that goes on by one where its source changes.
    private struct RunningNumber {
        var isAnchored = false
        private var offset: UInt16 = 0
        /// Sent last, and so what another source goes on from.
        private var newest: UInt16?
        /// Of the source, forwarded or left out last.
        private var newestIncoming: UInt16?
        /// Numbers of the source that were left out last, to place late ones of before them.
        private var leftOut = InlineArray<8, UInt16>(repeating: 0)
        private var leftOutCount = 0

        mutating func rewrite(_ value: UInt16, mask: UInt16) -> UInt16 {
            if !isAnchored {
                isAnchored = true
                if let newest { offset = newest &+ 1 &- value }
                newestIncoming = nil
                leftOutCount = 0
            }
            note(value, mask: mask)
            let outgoing = (value &+ offset &+ laterLeftOut(than: value, mask: mask)) & mask
            // Late pictures of the same source must not set the number back.
            let step = (outgoing &- (newest ?? outgoing)) & mask
            if step <= mask >> 1 { newest = outgoing }
            return outgoing
        }

        mutating func leaveOut(_ value: UInt16, mask: UInt16) {
            guard isAnchored, let newestIncoming, newestIncoming != value,
                (value &- newestIncoming) & mask <= mask >> 1
            else { return }
            note(value, mask: mask)
            leftOut[leftOutCount % 8] = value
            leftOutCount = leftOutCount == 15 ? 8 : leftOutCount + 1
            offset &-= 1
        }

        private mutating func note(_ value: UInt16, mask: UInt16) {
            if let newestIncoming, (value &- newestIncoming) & mask > mask >> 1 { return }
            newestIncoming = value
        }

        private func laterLeftOut(than value: UInt16, mask: UInt16) -> UInt16 {
            guard leftOutCount > 0, value != newestIncoming else { return 0 }
            var count: UInt16 = 0
            for index in 0..<min(leftOutCount, 8)
            where leftOut[index] != value && (leftOut[index] &- value) & mask <= mask >> 1 {
                count += 1
            }
            return count
        }
    }
}
