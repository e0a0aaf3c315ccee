/// All that stands before the first cluster, always ``byteCount`` bytes: whatever changes in it
/// later is written over it as a whole.
struct WebMHeader: Equatable, Sendable {
    /// A Void at the end fills what the tracks leave.
    static let byteCount = 4096
    /// What fits in that.
    static let trackLimit = 5
    /// From the Unix epoch to that of EBML dates, 2001-01-01 (RFC 8794 §7.6), in seconds.
    private static let epoch: Int64 = 978_307_200

    /// Nanoseconds since 1970, of the file's time 0.
    var unixNanoseconds: Int64?
    var tracks: [WebMTrack] = []
    /// Set once the file is complete.
    var ending: Ending?

    struct Ending: Equatable, Sendable {
        let duration: Double  // Milliseconds, more than 0.
        /// The whole file's length.
        let fileByteCount: Int
        /// Where the Cues element starts, from the start of the file; `nil`: there is none.
        let cuesOffset: Int?
    }

    /// Where positions in the segment are counted from, in bytes from the start of the file.
    var segmentStart: Int { ebmlHeader.count + EBMLID.segment.byteCount + 8 }

    var bytes: [UInt8] {
        let header = assembled(tracksSizeWidth: 2)
        guard Self.byteCount - header.count == EBMLBuffer.smallestVoid - 1 else {
            return padded(header)
        }
        return padded(assembled(tracksSizeWidth: 3))
    }

    private func padded(_ header: EBMLBuffer) -> [UInt8] {
        var header = header
        header.void(byteCount: Self.byteCount - header.count)
        return header.bytes
    }

    private func assembled(tracksSizeWidth: Int) -> EBMLBuffer {
        let info = info
        var tracksElement = EBMLBuffer()
        tracksElement.master(.tracks, sizeWidth: tracksSizeWidth) { content in
            for track in tracks { track.append(to: &content) }
        }
        let infoPosition = Self.seekHead([(.info, 0), (.tracks, 0), (.cues, 0)]).count
        var places = [(EBMLID.info, infoPosition), (.tracks, infoPosition + info.count)]
        if let cuesOffset = ending?.cuesOffset {
            places.append((.cues, cuesOffset - segmentStart))
        }
        var seekHead = Self.seekHead(places)
        seekHead.void(byteCount: infoPosition - seekHead.count)

        var header = EBMLBuffer()
        header.append(ebmlHeader.bytes)
        header.append(.segment)
        if let ending {
            header.append(size: ending.fileByteCount - segmentStart, width: 8)
        } else {
            header.append(EBMLBuffer.unknownSize)
        }
        for part in [seekHead, info, tracksElement] { header.append(part.bytes) }
        return header
    }

    private var ebmlHeader: EBMLBuffer {
        var header = EBMLBuffer()
        header.master(.ebml) { content in
            content.element(.ebmlVersion, unsigned: 1)
            content.element(.ebmlReadVersion, unsigned: 1)
            content.element(.ebmlMaxIDLength, unsigned: 4)
            content.element(.ebmlMaxSizeLength, unsigned: 8)
            if tracks.allSatisfy(\.isWebM) {
                content.element(.docType, text: "webm")
                content.void(byteCount: "matroska".utf8.count - "webm".utf8.count)
            } else {
                content.element(.docType, text: "matroska")
            }
            content.element(.docTypeVersion, unsigned: 4)
            content.element(.docTypeReadVersion, unsigned: 2)
        }
        return header
    }

    private var info: EBMLBuffer {
        var info = EBMLBuffer()
        info.master(.info) { content in
            content.element(.timestampScale, unsigned: 1_000_000)
            if let ending { content.element(.duration, float: ending.duration) }
            if let unixNanoseconds {
                let date = unixNanoseconds &- Self.epoch * 1_000_000_000
                content.element(.dateUTC, fixedUnsigned: UInt64(bitPattern: date))
            }
            content.element(.muxingApp, text: "aorta")
            content.element(.writingApp, text: "aorta")
        }
        return info
    }

    private static func seekHead(_ places: [(id: EBMLID, position: Int)]) -> EBMLBuffer {
        var seekHead = EBMLBuffer()
        seekHead.master(.seekHead) { content in
            for place in places {
                content.master(.seek) { seek in
                    var id = EBMLBuffer()
                    id.append(place.id)
                    seek.element(.seekID, binary: id.bytes)
                    seek.element(.seekPosition, fixedUnsigned: UInt64(place.position))
                }
            }
        }
        return seekHead
    }
}
