import Glibc
import Recording
import SFU
import Wire

/// What one endpoint shows or says in one recording: a file, and further parts where one file
/// cannot hold all of it.
///
/// A part ends when nothing has been published for ``idleLimit``, when a track does not fit it any
/// more, or when the disk refuses; what comes then opens the next part.
final class RecordedParticipant {
    /// How long a part stays open with nobody publishing.
    static let idleLimit = Duration.seconds(30)
    /// How long to wait before a disk that refused is tried again.
    static let retryInterval = Duration.seconds(5)
    static let synchronizeInterval = Duration.seconds(1)
    /// Files that wait for a disk that takes their last chunk; beyond it a restart mends them.
    static let unfinishedLimit = 16

    private let folder: RecordingFolder
    private var file: RecordedFile
    private var tracks: [RecordedTrack] = []
    private var part: Part?
    private var partNumber = 0
    private var idleSince: MonotonicTime?
    private var brokenUntil: MonotonicTime?
    private var isLosing = false
    private var unfinished: [(disk: RecordingFile, file: RecordedFile)] = []

    /// A file being written, and who writes it.
    private struct Part {
        var recorder: Recorder
        /// `nil` until the recorder has bytes.
        var disk: RecordingFile?
        var synchronizedAt: MonotonicTime
    }

    /// - Parameter file: its path is not looked at.
    init(_ file: RecordedFile, in folder: RecordingFolder) {
        self.file = file
        self.folder = folder
    }

    var isWriting: Bool { part?.disk != nil }

    func begin(_ track: RecordedTrack, now: MonotonicTime, outcome: inout RecordingOutcome) {
        tracks.append(track)
        idleSince = nil
        if part?.disk != nil, track.codec == .h264, !isMatroska {
            finishPart(&outcome)  // WebM holds no H.264, and a file keeps its name.
        } else if part?.recorder.add(track, now: now) == false {
            finishPart(&outcome)
        }
        if part != nil { noteCodec(of: track) }
    }

    func end(track id: UInt32, now: MonotonicTime) {
        tracks.removeAll { $0.id == id }
        part?.recorder.end(track: id)
        if tracks.isEmpty { idleSince = now }
    }

    func receive(
        _ packet: RawSpan, track: UInt32, arrivedAt: MonotonicTime,
        outcome: inout RecordingOutcome
    ) {
        if part == nil { startPart(at: arrivedAt) }
        guard part != nil else {
            outcome.counters.packetsDropped += 1
            if !isLosing { outcome.counters.gaps += 1 }
            isLosing = true
            return
        }
        isLosing = false
        part?.recorder.receive(packet, track: track, arrivedAt: arrivedAt)
    }

    func receiveSenderReport(
        track: UInt32, ntp: UInt64, rtpTimestamp: UInt32, arrivedAt: MonotonicTime
    ) {
        part?.recorder.receiveSenderReport(
            track: track, ntp: ntp, rtpTimestamp: rtpTimestamp, arrivedAt: arrivedAt)
    }

    /// Writes what is due.
    ///
    /// - Returns: the tracks that need a key frame.
    func advance(to now: MonotonicTime, outcome: inout RecordingOutcome) -> [UInt32] {
        if let brokenUntil, now >= brokenUntil, !unfinished.isEmpty {
            finishWhatFailed(&outcome)
            if !unfinished.isEmpty { self.brokenUntil = now + Self.retryInterval }
        }
        guard part != nil else { return [] }
        part?.recorder.advance(to: now)
        let wishes = part?.recorder.takeKeyframeWishes() ?? []
        do {
            try write(&outcome)
            if let synchronizedAt = part?.synchronizedAt,
                now - synchronizedAt >= Self.synchronizeInterval
            {
                try part?.disk?.synchronize()
                part?.synchronizedAt = now
            }
        } catch {
            failPart(error, now: now, &outcome)
        }
        if let idleSince, now - idleSince >= Self.idleLimit { finishPart(&outcome) }
        return wishes
    }

    /// Completes and closes the file; what comes after opens another part.
    func finishPart(_ outcome: inout RecordingOutcome) {
        part?.recorder.finish()
        do {
            try write(&outcome)
            try part?.disk?.finish(isComplete: true)
        } catch {
            return failPart(error, now: nil, &outcome)
        }
        let isOnDisk = part?.disk != nil
        describe()
        part = nil
        guard isOnDisk else { return }
        outcome.counters.filesClosed += 1
        outcome.events.append(.closed(file))
    }

    /// Completes and closes everything.
    func finish(_ outcome: inout RecordingOutcome) {
        finishPart(&outcome)
        finishWhatFailed(&outcome)
    }

    /// The first packet says when: no packet of the part arrived before.
    private func startPart(at time: MonotonicTime) {
        if let brokenUntil, time < brokenUntil { return }
        brokenUntil = nil
        guard partNumber < RecordingFolder.partLimit, !tracks.isEmpty else { return }
        partNumber += 1
        let age = MonotonicClock.now() - time
        var recorder = Recorder(
            startedAt: time, unixNanoseconds: MonotonicClock.unixNanoseconds() - age.nanoseconds)
        file.codecs = []
        for track in tracks {
            _ = recorder.add(track, now: time)
            noteCodec(of: track)
        }
        part = Part(recorder: recorder, disk: nil, synchronizedAt: time)
    }

    private func noteCodec(of track: RecordedTrack) {
        let name = Self.name(of: track.codec)
        if !file.codecs.contains(name) { file.codecs.append(name) }
    }

    private static func name(of codec: RecordedCodec) -> String { String(describing: codec) }

    private func write(_ outcome: inout RecordingOutcome) throws(RecordingFile.Failure) {
        guard let output = part?.recorder.takeOutput() else { return }
        if !output.isEmpty {
            let isNew = part?.disk == nil
            if isNew {
                let disk = try createFile()
                part?.disk = disk
            }
            try part?.disk?.append(output)
            outcome.counters.bytesWritten += UInt64(output.count)
            if isNew {
                outcome.counters.filesOpened += 1
                describe()
                outcome.events.append(.opened(file))
            }
        }
        for patch in part?.recorder.takePatches() ?? [] { try part?.disk?.apply(patch) }
    }

    private func createFile() throws(RecordingFile.Failure) -> RecordingFile {
        try folder.make()
        while true {
            do {
                return try RecordingFile(creating: folder.location(relativePath))
            } catch {
                guard error.code == EEXIST, partNumber < RecordingFolder.partLimit
                else { throw error }
                partNumber += 1
            }
        }
    }

    private var relativePath: String {
        folder.relativePath(
            endpoint: file.endpoint, isScreen: file.isScreen, part: partNumber,
            fileExtension: isMatroska ? "mkv" : "webm")
    }

    /// Whether the part is for H.264 too, be there any of it yet or not. It does not change while
    /// the file is open: who was told of it then finds it by the same name when it is closed.
    private var isMatroska: Bool { file.codecs.contains(Self.name(of: .h264)) }

    private func describe() {
        file.path = relativePath
        file.byteCount = part?.disk?.byteCount ?? 0
        file.duration = part?.recorder.duration ?? .zero
    }

    private func failPart(
        _ failure: RecordingFile.Failure, now: MonotonicTime?, _ outcome: inout RecordingOutcome
    ) {
        describe()
        if let disk = part?.disk, unfinished.count < Self.unfinishedLimit {
            unfinished.append((disk, file))
        }
        part = nil
        brokenUntil = now.map { $0 + Self.retryInterval }
        outcome.counters.filesFailed += 1
        outcome.counters.gaps += 1
        isLosing = true
        outcome.events.append(.failed(file, code: failure.code))
        finishWhatFailed(&outcome)
    }

    /// Gives files that the disk ended their last chunk, if it takes that.
    private func finishWhatFailed(_ outcome: inout RecordingOutcome) {
        unfinished.removeAll { disk, file in
            do throws(RecordingFile.Failure) {
                try disk.finish(isComplete: false)
            } catch {
                return error.code == ENOENT  // The file is gone.
            }
            outcome.counters.filesClosed += 1
            outcome.events.append(.closed(file))
            return true
        }
    }
}
