import Clinic
import Engine
import Foundation
import Logging
import Recording
import Synchronization

/// Makes, opens and rewraps the keys of recordings.
///
/// The operator's key is asked for again whenever the stored keys are wrapped with one that is not
/// known here: a rotation by `aorta recordings rotate-key` needs no restart.
final class RecordingVault: Sendable {
    /// Where encrypted files lie.
    let folder: String
    private let store: any RecordingKeyStore
    private let source: KeySource
    private let known = Mutex<[String: KeyEncryptionKey]>([:])

    /// How often a new key is wrapped again that a rotation overtook.
    private static let tryLimit = 20

    init(store: any RecordingKeyStore, source: KeySource, folder: String) {
        self.store = store
        self.source = source
        self.folder = folder
    }

    /// Finds the operator's key, and goes on with a rotation that was cut off.
    ///
    /// - Parameter makesFile: where there never was a key, and its file is not there, one is made.
    /// - Throws: ``StartFailure`` where the stored keys are wrapped with another: a new one in its
    ///   place would make every recording unreadable, in silence.
    func prepare(makesFile: Bool, logger: Logger) async throws {
        if case .file(let path) = source, KeyFile.isOpenToOthers(path) {
            logger.warning("the key of recordings can be read by others: chmod 600 \(path)")
        }
        guard let current = try await store.currentKeyEncryptionKey() else {
            let key = try firstKey(makesFile: makesFile, logger: logger)
            try await store.adoptKeyEncryptionKey(key.id)
            return
        }
        _ = try key(named: current)
        try finishRotation(to: current)
    }

    private func firstKey(makesFile: Bool, logger: Logger) throws -> KeyEncryptionKey {
        if let key = try source.keys().first { return key }
        guard makesFile, case .file(let path) = source else {
            throw StartFailure(
                "there is no key of recordings in \(source.description): put 64 hexadecimal "
                    + "digits there, as `openssl rand -hex 32` makes them, or set "
                    + "recordings.enabled to false")
        }
        let key = try KeyFile.make(at: path)
        logger.notice(
            """
            a key was made that all recordings are encrypted with: keep a copy of it somewhere \
            else, for without it none can ever be played again
            """, metadata: ["file": "\(path)", "key": "\(key.id)"])
        return key
    }

    /// - Throws: ``StartFailure`` where the source has no such key.
    private func key(named id: String) throws -> KeyEncryptionKey {
        if let key = known.withLock({ $0[id] }) { return key }
        let keys = try source.keys()
        guard let key = keys.first(where: { $0.id == id }) else {
            let found = keys.isEmpty ? "there is none" : "there is key \(keys[0].id)"
            throw StartFailure(
                "recordings are encrypted with key \(id), but in \(source.description) \(found): "
                    + "put that key back; or, to serve calls without recording, set "
                    + "recordings.enabled to false")
        }
        known.withLock { $0[id] = key }
        return key
    }

    // MARK: One recording

    /// Makes a key for a recording, and stores it wrapped before it is used.
    func makeKey(of recording: CallRecordingID) async throws -> RecordingDataKey {
        let dataKey = RecordingDataKey.random()
        for attempt in 1... {
            guard let current = try await store.currentKeyEncryptionKey()
            else { throw StoreError.unreadable }
            let wrapping = try key(named: current)
            do {
                try await store.insert(
                    WrappedRecordingKey(
                        recording: recording, keyEncryptionKey: current,
                        bytes: wrapping.wrap(dataKey, ofRecording: recording.rawValue)))
                return dataKey
            } catch StoreError.conflict where attempt < Self.tryLimit {
                try await Task.sleep(for: .milliseconds(100))  // A rotation is under way.
            }
        }
        throw StoreError.conflict
    }

    /// - Returns: `nil`: it was erased.
    func key(of recording: CallRecordingID) async throws -> RecordingDataKey? {
        guard let wrapped = try await store.key(of: recording) else { return nil }
        let wrapping = try key(named: wrapped.keyEncryptionKey)
        guard let key = wrapping.unwrap(wrapped.bytes, ofRecording: recording.rawValue)
        else { throw StoreError.unreadable }
        return key
    }

    /// Where its encrypted bytes lie.
    func path(of file: Clinic.RecordedFile) -> String {
        folder + "/" + file.path + RecordedFileLocation.suffix
    }

    /// - Returns: `nil`: it was erased.
    func location(of file: Clinic.RecordedFile) async throws -> RecordedFileLocation? {
        try await key(of: file.recording).map {
            RecordedFileLocation(in: folder, path: file.path, key: $0)
        }
    }

    // MARK: Rotation

    /// Wraps every key with another key; no media is touched.
    ///
    /// - Parameter other: where the other key is. `nil`: a new one is made in the place of the
    ///   file, and the old one is overwritten.
    /// - Returns: how many there were, and the name of the key.
    func rotate(to other: KeySource?) async throws -> (count: Int, key: String) {
        guard let current = try await store.currentKeyEncryptionKey()
        else { throw StartFailure("there are no recordings yet, and so no key") }
        let old = try key(named: current)
        try finishRotation(to: current)
        let new = try other.map(Self.onlyKey) ?? makeSuccessor()
        guard new.id != old.id else { throw StartFailure("that is the key in use") }
        let count = try await store.rewrap(for: new.id) { wrapped in
            guard wrapped.keyEncryptionKey == old.id,
                let key = old.unwrap(wrapped.bytes, ofRecording: wrapped.recording.rawValue)
            else { throw StoreError.unreadable }
            return new.wrap(key, ofRecording: wrapped.recording.rawValue)
        }
        if other == nil { try finishRotation(to: new.id) }
        return (count, new.id)
    }

    private static func onlyKey(of source: KeySource) throws -> KeyEncryptionKey {
        guard let key = try source.keys().first
        else { throw StartFailure("there is no key in \(source.description)") }
        return key
    }

    private func makeSuccessor() throws -> KeyEncryptionKey {
        guard case .file(let path) = source else {
            throw StartFailure(
                "the key is in \(source.description): put the new one somewhere and name it "
                    + "with --to \(KeySource.expected)")
        }
        return try KeyFile.make(at: KeySource.successor(of: path))
    }

    /// The successor takes the file's place once the stored keys are wrapped with it, and goes if
    /// they never were.
    private func finishRotation(to current: String) throws {
        guard case .file(let path) = source else { return }
        let successor = KeySource.successor(of: path)
        guard let key = try KeySource.file(successor).keys().first else { return }
        if key.id == current {
            try KeyFile.replace(path, by: successor)
        } else {
            unlink(successor)
        }
    }
}
