import Clinic
import Foundation
import Storage
import Testing

@Suite struct RecordingKeyStoreTests {
    private static let now = TemporaryStorage.now

    private func recording(_ number: Int, startedAt: WallTime = now) -> CallRecording {
        CallRecording(
            id: CallRecordingID(rawValue: "recording-\(number)"),
            hospital: TemporaryStorage.hospital, appointment: TemporaryStorage.appointment,
            requestedBy: TemporaryStorage.id(.doctor), startedAt: startedAt,
            stoppedAt: startedAt + .seconds(60))
    }

    private func key(_ number: Int, under name: String = "k1") -> WrappedRecordingKey {
        var generator = SystemRandomNumberGenerator()
        return WrappedRecordingKey(
            recording: recording(number).id, keyEncryptionKey: name,
            bytes: (0..<60).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    /// Every byte of the database, its log and whatever else stands beside it.
    private func everything(on storage: TemporaryStorage) throws -> Data {
        try FileManager.default.contentsOfDirectory(
            at: storage.folder, includingPropertiesForKeys: nil
        ).reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
    }

    /// Whether sixteen digits in a row of the key are anywhere.
    private func isLeft(_ key: WrappedRecordingKey, in bytes: Data) -> Bool {
        let text = Array(Hex.text(of: key.bytes).utf8)
        return stride(from: 0, through: text.count - 16, by: 8).contains { start in
            bytes.range(of: Data(text[start..<(start + 16)])) != nil
        }
    }

    @Test func `a key is stored under the current key-encryption key alone`() async throws {
        let storage = try await TemporaryStorage.filled()
        let keys = storage.database.recordingKeys
        try await storage.stores.recordings.insert(recording(1))

        #expect(try await keys.currentKeyEncryptionKey() == nil)
        await #expect(throws: StoreError.conflict) { try await keys.insert(key(1)) }
        try await keys.adoptKeyEncryptionKey("k1")
        try await keys.adoptKeyEncryptionKey("k1")
        await #expect(throws: StoreError.conflict) {
            try await keys.adoptKeyEncryptionKey("k2")
        }
        await #expect(throws: StoreError.conflict) {
            try await keys.insert(key(1, under: "k2"))
        }
        let wrapped = key(1)
        try await keys.insert(wrapped)
        #expect(try await keys.key(of: wrapped.recording) == wrapped)
        await #expect(throws: StoreError.conflict) { try await keys.insert(key(1)) }
    }

    @Test func `of an erased key nothing is left in any file, its neighbours stay`() async throws {
        let storage = try await TemporaryStorage.filled()
        let keys = storage.database.recordingKeys
        try await keys.adoptKeyEncryptionKey("k1")
        var wrapped: [WrappedRecordingKey] = []
        for number in 0..<300 {  // Of many pages, in which rows are moved about.
            try await storage.stores.recordings.insert(recording(number))
            wrapped.append(key(number))
            try await keys.insert(wrapped[number])
        }
        #expect(isLeft(wrapped[7], in: try everything(on: storage)))

        let erased = wrapped.filter { $0.recording.rawValue.hasSuffix("7") }
        for key in erased.dropLast(5) { try await keys.erase([key.recording]) }
        try await keys.erase(erased.suffix(5).map(\.recording))

        let left = try everything(on: storage)
        for key in wrapped {
            let isErased = erased.contains(key)
            #expect(isLeft(key, in: left) == !isErased, "\(key.recording)")
            #expect(try await keys.key(of: key.recording) == (isErased ? nil : key))
        }
    }

    @Test func `of keys that were rewrapped the old wrapping is left nowhere`() async throws {
        let storage = try await TemporaryStorage.filled()
        let keys = storage.database.recordingKeys
        try await keys.adoptKeyEncryptionKey("k1")
        var wrapped: [WrappedRecordingKey] = []
        for number in 0..<100 {
            try await storage.stores.recordings.insert(recording(number))
            wrapped.append(key(number))
            try await keys.insert(wrapped[number])
        }
        struct Failure: Error {}

        await #expect(throws: Failure.self) {
            try await keys.rewrap(for: "k2") { key in
                guard key.recording.rawValue != "recording-50" else { throw Failure() }
                return [1, 2, 3]
            }
        }
        #expect(try await keys.currentKeyEncryptionKey() == "k1", "all or nothing")
        #expect(try await keys.key(of: wrapped[0].recording) == wrapped[0])
        #expect(try await keys.rewrap(for: "k2") { $0.bytes.reversed() } == 100)

        #expect(try await keys.currentKeyEncryptionKey() == "k2")
        let left = try everything(on: storage)
        for key in wrapped {
            #expect(!isLeft(key, in: left))
            #expect(try await keys.key(of: key.recording)?.bytes == key.bytes.reversed())
        }
    }

    @Test func `an appointment's rule goes before the hospital's, a hold before both`() async throws
    {
        let storage = try await TemporaryStorage.filled()
        let retention = storage.database.retention
        let keys = storage.database.recordingKeys
        let (one, hospital) = (recording(1), TemporaryStorage.hospital)
        try await keys.adoptKeyEncryptionKey("k1")
        try await storage.stores.recordings.insert(one)
        try await keys.insert(key(1))
        func kept() async throws -> KeptRecording? { try await retention.keptRecording(one.id) }

        #expect(try await kept()?.expiresAt == nil)
        try await retention.setRetention(days: 10, in: hospital, appointment: nil)
        let end = Self.now + .seconds(60)
        #expect(try await kept()?.expiresAt == end + .seconds(10 * 86_400))
        try await retention.setRetention(
            days: 1, in: hospital, appointment: TemporaryStorage.appointment)
        #expect(try await kept()?.isDue(at: end + .seconds(86_399)) == false)
        #expect(try await kept()?.isDue(at: end + .seconds(86_400)) == true)
        try await retention.setHold(on: one.id, since: Self.now)
        #expect(try await kept()?.isDue(at: end + .seconds(1_000_000)) == false)
        try await retention.setHold(on: one.id, since: nil)
        try await retention.setRetention(
            days: nil, in: hospital, appointment: TemporaryStorage.appointment)
        #expect(try await kept()?.retentionDays == 10)
        try await keys.erase([one.id])
        #expect(try await kept()?.isErased == true)
        #expect(try await kept()?.expiresAt == nil)
        await #expect(throws: StoreError.conflict) {
            try await retention.setRetention(
                days: 1, in: HospitalID(rawValue: "none"), appointment: nil)
        }
    }
}
