/// Reads containers that ``WebMWriter`` wrote, finished or not: tracks, then frames in their order.
///
/// Takes the bytes in order, patches applied. Memory: one cluster.
package struct WebMReader: Sendable {
    package typealias Malformed = EBMLElement.Malformed

    /// No element of ours is longer.
    private static let elementLimit = 16 * 1024 * 1024

    /// Nanoseconds since 1970, of the container's time 0; known before the first frame.
    package private(set) var unixNanoseconds: Int64?
    /// Known before the first frame.
    package private(set) var tracks: [StoredTrack] = []

    private var pending: [UInt8] = []

    package init() {}

    /// - Parameter frames: gets what became whole, behind what is there.
    /// - Throws: ``Malformed``; then nothing more can be read.
    package mutating func receive(
        _ bytes: [UInt8], into frames: inout [StoredFrame]
    ) throws(Malformed) {
        pending += bytes
        var start = 0
        while let element = try EBMLElement(in: pending, at: start) {
            if element.id == EBMLID.segment.rawValue {
                start = element.content.lowerBound
                continue
            }
            guard element.content.count <= Self.elementLimit else { throw Malformed() }
            guard element.content.upperBound <= pending.count else { break }
            switch EBMLID(rawValue: element.id) {
            case .info: try takeInfo(element)
            case .tracks: try takeTracks(element)
            case .cluster: try takeCluster(element, into: &frames)
            default: break
            }
            start = element.content.upperBound
        }
        pending.removeFirst(start)
    }

    private mutating func takeInfo(_ info: EBMLElement) throws(Malformed) {
        for child in try info.children(in: pending) where child.id == EBMLID.dateUTC.rawValue {
            unixNanoseconds = child.unixNanoseconds(in: pending)
        }
    }

    private mutating func takeTracks(_ element: EBMLElement) throws(Malformed) {
        for entry in try element.children(in: pending)
        where entry.id == EBMLID.trackEntry.rawValue {
            var number: UInt8?
            var codec: RecordedCodec?
            var label = ""
            var codecPrivate: [UInt8] = []
            for child in try entry.children(in: pending) {
                switch EBMLID(rawValue: child.id) {
                case .trackNumber: number = UInt8(exactly: child.unsigned(in: pending))
                case .codecID: codec = RecordedCodec(codecID: text(child))
                case .name: label = text(child)
                case .codecPrivate: codecPrivate = Array(pending[child.content])
                default: break
                }
            }
            guard let number, let codec, tracks.count < WebMHeader.trackLimit else { continue }
            tracks.append(
                StoredTrack(
                    number: number, codec: codec, label: label, codecPrivate: codecPrivate))
        }
    }

    private func takeCluster(
        _ cluster: EBMLElement, into frames: inout [StoredFrame]
    ) throws(Malformed) {
        var clusterTime: Int64 = 0
        for child in try cluster.children(in: pending) {
            if child.id == EBMLID.timestamp.rawValue {
                clusterTime = Int64(truncatingIfNeeded: child.unsigned(in: pending))
            } else if child.id == EBMLID.simpleBlock.rawValue, child.content.count >= 4 {
                let block = pending[child.content]
                let from = block.startIndex
                guard block[from] & 0x80 != 0 else { throw Malformed() }  // A longer number.
                let relative = Int16(
                    bitPattern: UInt16(block[from + 1]) << 8 | UInt16(block[from + 2]))
                frames.append(
                    StoredFrame(
                        track: block[from] & 0x7F, time: clusterTime &+ Int64(relative),
                        bytes: Array(block.dropFirst(4)),
                        isKeyframe: block[from + 3] & 0x80 != 0))
            }
        }
    }

    private func text(_ element: EBMLElement) -> String {
        String(decoding: pending[element.content], as: UTF8.self)
    }
}
