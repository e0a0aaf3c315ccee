import Testing

@testable import Recording

@Suite struct KeyEncryptionKeyTests {
    @Test func `a wrapped key opens for its recording and with its key, and not otherwise`() throws
    {
        let key = KeyEncryptionKey.random()
        let dataKey = RecordingDataKey.random()
        let wrapped = key.wrap(dataKey, ofRecording: "one")

        #expect(key.unwrap(wrapped, ofRecording: "one")?.key == dataKey.key)
        #expect(key.unwrap(wrapped, ofRecording: "two") == nil)
        #expect(KeyEncryptionKey.random().unwrap(wrapped, ofRecording: "one") == nil)
        for index in wrapped.indices {
            var altered = wrapped
            altered[index] ^= 1
            #expect(key.unwrap(altered, ofRecording: "one") == nil)
            #expect(key.unwrap(Array(wrapped[..<index]), ofRecording: "one") == nil)
        }
    }

    @Test func `a key's name is that of the same key alone, and says nothing of it`() throws {
        let bytes = [UInt8](0..<32)
        let key = try #require(KeyEncryptionKey(bytes: bytes))

        #expect(key.id == KeyEncryptionKey(bytes: bytes)?.id)
        #expect(key.id.utf8.count == 16)
        #expect(key.id != KeyEncryptionKey.random().id)
        #expect(key.text.hasPrefix("000102030405"))
        #expect(key.text.utf8.count == 64)
        #expect(!key.text.contains(key.id))
        #expect(KeyEncryptionKey(bytes: [1]) == nil)
    }

    @Test func `heads of chunks are read as they were written, and nothing else is`() {
        let chunk = RecordingChunk(.patch, byteCount: RecordingChunk.byteLimit)
        #expect(RecordingChunk(head: chunk.head) == chunk)
        #expect(RecordingChunk(head: [0, 1, 0, 1, 0, 0, 0, 0]) == nil, "longer than any")
        #expect(RecordingChunk(head: [0, 0, 0, 1, 3, 0, 0, 0]) == nil, "no such kind")
        #expect(RecordingChunk(head: [0, 0, 0, 1, 0, 0, 0, 1]) == nil)
        #expect(RecordingChunk(head: [0, 0, 0, 1]) == nil)
    }
}
