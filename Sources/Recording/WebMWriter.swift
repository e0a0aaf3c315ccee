/// Writes one WebM file (RFC 9559; Matroska where a codec is not WebM's) as a stream of bytes to
/// append and patches to write over them.
///
/// Clusters are complete when they are given out, so that the file can be read at any moment; the
/// header is a fixed piece at the start, patched when a track appears and at the end.
package struct WebMWriter: Sendable {
    /// A cluster's length in milliseconds: what is not in a complete one is lost in a crash.
    static let clusterLimit: Int64 = 500
    /// Larger clusters are cut earlier, in bytes.
    private static let clusterByteLimit = 1 << 20
    /// How far cues of a file without pictures lie apart, in milliseconds.
    private static let soundCueInterval: Int64 = 5000

    private var header = WebMHeader()
    private var cluster = EBMLBuffer()
    private var clusterTime: Int64 = 0
    private var latestTime: Int64 = 0
    private var latestSoundCue: Int64?
    private var cues = WebMCues()
    /// Bytes of the file given out or waiting in ``output``.
    private var fileByteCount = 0
    private var output: [UInt8] = []
    private var isHeaderPatched = false

    package init() {}

    /// Whether the header has been written: from then on changes are patches.
    var hasBegun: Bool { fileByteCount > 0 }

    var isWebM: Bool { header.tracks.allSatisfy(\.isWebM) }

    /// Whether ``add(_:)`` would have room.
    var canAddTrack: Bool { header.tracks.count < WebMHeader.trackLimit }

    /// - Parameter unixNanoseconds: the date of the file's time 0.
    package mutating func setDate(unixNanoseconds: Int64) {
        header.unixNanoseconds = unixNanoseconds
        isHeaderPatched = hasBegun
    }

    /// Names a track in the header, as long as there is room.
    package mutating func add(_ track: WebMTrack) {
        guard canAddTrack else { return }
        header.tracks.append(track)
        isHeaderPatched = hasBegun
    }

    /// The time that a frame of `time` gets: players refuse files whose blocks go back.
    func time(atLeast time: Int64) -> Int64 { max(time, latestTime) }

    /// Writes a frame of an added track.
    ///
    /// - Parameters:
    ///   - time: milliseconds, as ``time(atLeast:)`` gave it.
    ///   - isVideoKeyframe: starts a cluster and is something to seek to.
    package mutating func write(
        _ frame: [UInt8], track: UInt8, time: Int64, isKeyframe: Bool, isVideo: Bool
    ) {
        beginIfNeeded()
        let time = self.time(atLeast: time)
        latestTime = time
        if isKeyframe && isVideo || time - clusterTime >= Self.clusterLimit
            || cluster.count >= Self.clusterByteLimit
        {
            closeCluster()
        }
        if cluster.count == 0 {
            clusterTime = time
            cluster.element(.timestamp, unsigned: UInt64(time))
        }
        noteCue(track: track, time: time, isKeyframe: isKeyframe, isVideo: isVideo)

        let relativeTime = UInt16(truncatingIfNeeded: time - clusterTime)
        cluster.append(.simpleBlock)
        cluster.append(size: 4 + frame.count)
        cluster.append([
            0x80 | track, UInt8(relativeTime >> 8), UInt8(relativeTime & 0xFF),
            isKeyframe ? 0x80 : 0,
        ])
        cluster.append(frame)
    }

    /// Completes the file. Nothing may be written afterwards.
    ///
    /// - Parameter duration: milliseconds.
    package mutating func finish(duration: Int64) {
        guard hasBegun else { return }
        closeCluster()
        let cuesOffset = cues.points.isEmpty ? nil : fileByteCount
        if cuesOffset != nil { append(cues.element) }
        header.ending = WebMHeader.Ending(
            duration: Double(max(1, duration)), fileByteCount: fileByteCount,
            cuesOffset: cuesOffset)
        isHeaderPatched = true
    }

    /// Container bytes to append.
    package mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }

    /// Bytes to write over those appended before, in order.
    package mutating func takePatches() -> [RecordingPatch] {
        guard isHeaderPatched else { return [] }
        isHeaderPatched = false
        return [RecordingPatch(offset: 0, bytes: header.bytes)]
    }

    private mutating func beginIfNeeded() {
        guard !hasBegun else { return }
        append(header.bytes)
    }

    private mutating func closeCluster() {
        guard cluster.count > 0 else { return }
        var element = EBMLBuffer()
        element.append(.cluster)
        element.append(size: cluster.count)
        append(element.bytes)
        append(cluster.bytes)
        cluster = EBMLBuffer()
    }

    private mutating func append(_ bytes: [UInt8]) {
        output += bytes
        fileByteCount += bytes.count
    }

    /// The current cluster starts where the file ends now.
    private mutating func noteCue(track: UInt8, time: Int64, isKeyframe: Bool, isVideo: Bool) {
        guard isKeyframe else { return }
        if !isVideo {
            guard !header.tracks.contains(where: \.codec.isVideo) else { return }
            if let latestSoundCue, time - latestSoundCue < Self.soundCueInterval { return }
            latestSoundCue = time
        }
        cues.append(
            WebMCues.Point(
                time: time, track: track, position: fileByteCount - header.segmentStart))
    }
}
