import Clinic
import Dispatch
import Engine
import Front
import Glibc
import Logging

/// Playback from encrypted files, decrypted on the way out.
struct RecordingPlayer: RecordingPlayback {
    let vault: RecordingVault
    private let queue = DispatchQueue(
        label: "aorta.playback", qos: .utility, attributes: .concurrent)
    private let logger = Logger(label: "aorta.recordings")

    init(vault: RecordingVault) {
        self.vault = vault
    }

    func open(_ file: Clinic.RecordedFile) async throws -> (any PlayableRecording)? {
        guard let location = try await vault.location(of: file) else { return nil }
        let queue = queue
        let opened = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(RecordedFileReader.Failure) in
                        OpenRecording(try RecordedFileReader(location))
                    })
            }
        }
        switch opened {
        case .success(let recording): return recording
        case .failure(.disk(ENOENT)): return nil
        case .failure(let failure):
            logger.error(
                "a recording cannot be read",
                metadata: ["file": "\(file.id)", "reason": "\(failure)"])
            throw failure
        }
    }
}

/// One file that is being played.
///
/// Sendable without the compiler's check: the reader is touched only on ``queue``.
private final class OpenRecording: PlayableRecording, @unchecked Sendable {
    let byteCount: Int
    private let reader: RecordedFileReader
    private let queue = DispatchQueue(label: "aorta.playback.file", qos: .utility)

    init(_ reader: RecordedFileReader) {
        self.reader = reader
        byteCount = reader.byteCount
    }

    func read(_ range: Range<Int>) async throws -> [UInt8] {
        let result = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(RecordedFileReader.Failure) in
                        try self.reader.read(range)
                    })
            }
        }
        return try result.get()
    }
}
