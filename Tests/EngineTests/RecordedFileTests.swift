import Foundation
import Recording
import Testing

@testable import Engine

/// A recorded file that somebody has had his hands on.
@Suite struct RecordedFileTests {
    private static let path = "recording/one.webm"

    /// Three chunks of media, one patch, the end: 4 + 5 bytes, and 3 that became others.
    private func write(in directory: TemporaryDirectory) throws -> RecordedFileLocation {
        let location = RecordedFileLocation(
            in: directory.path, path: Self.path, key: RecordedSound.key)
        try? FileManager.default.createDirectory(
            atPath: directory.path + "/recording", withIntermediateDirectories: true)
        let file = try RecordingFile(creating: location)
        try file.append([1, 2, 3, 4])
        try file.append([5, 6, 7, 8, 9])
        try file.append([10, 11, 12])
        try file.apply(RecordingPatch(offset: 3, bytes: [40, 50]))
        try file.finish(isComplete: true)
        return location
    }

    private static let container: [UInt8] = [1, 2, 3, 40, 50, 6, 7, 8, 9, 10, 11, 12]
    /// Where the five chunks begin, and where the file ends.
    private static let offsets = [48, 76, 105, 132, 166, 207]

    private func bytes(of location: RecordedFileLocation) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: location.path)))
    }

    private func put(_ bytes: [UInt8], at location: RecordedFileLocation) throws {
        try Data(bytes).write(to: URL(filePath: location.path))
    }

    /// What a whole reading finds wrong.
    private func damage(of location: RecordedFileLocation) -> RecordingDamage? {
        do {
            try RecordedFileReader.readAll(location) { _ in }
            return nil
        } catch RecordedFileReader.Failure.damaged(let damage) {
            return damage
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    @Test func `what was written is read, in whole and in every part`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)

        let reader = try RecordedFileReader(location)
        #expect(reader.byteCount == 12 && reader.isComplete)
        for start in 0..<12 {
            for end in start...12 {
                #expect(try reader.read(start..<end) == Array(Self.container[start..<end]))
            }
        }
        #expect(try bytes(of: location).count == Self.offsets.last)
        #expect(damage(of: location) == nil)
    }

    @Test func `nothing of the media is in the file in the clear`() throws {
        let directory = try TemporaryDirectory()
        let location = RecordedFileLocation(in: directory.path, path: "a", key: RecordedSound.key)
        let file = try RecordingFile(creating: location)
        let media = [UInt8](repeating: 0x1A, count: 200_000)
        try file.append(media)
        try file.finish(isComplete: true)

        let bytes = try bytes(of: location)
        #expect(!bytes.indices.dropLast(8).contains { bytes[$0..<($0 + 8)] == media[..<8] })
        #expect(try RecordedFileReader(location).byteCount == 200_000)
    }

    @Test func `every byte that is altered is noticed, and in which chunk`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        let original = try bytes(of: location)

        for index in original.indices {
            for bit in [UInt8(0x01), 0x80] {
                var altered = original
                altered[index] ^= bit
                try put(altered, at: location)
                let found = try #require(damage(of: location), "byte \(index)")
                let chunk = max(0, Self.offsets.lastIndex { $0 <= index } ?? 0)
                #expect(found.flaw == .notARecording || Int(found.chunk) == chunk)
                #expect(found.flaw == .notARecording || found.offset == Self.offsets[chunk])
                #expect(throws: (any Error).self) {
                    let reader = try RecordedFileReader(location)
                    _ = try reader.read(0..<reader.byteCount)
                }
            }
        }
    }

    @Test func `a file that was cut anywhere is noticed`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        let original = try bytes(of: location)

        for length in original.indices {
            try put(Array(original[..<length]), at: location)
            #expect(damage(of: location) != nil)
            #expect(throws: RecordedFileReader.Failure.self) { try RecordedFileReader(location) }
        }
    }

    @Test func `chunks taken out, swapped, doubled or added are noticed where they begin`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        let original = try bytes(of: location)
        let head = Array(original[..<48])
        let chunks = zip(Self.offsets, Self.offsets.dropFirst()).map { Array(original[$0..<$1]) }

        func found(_ order: [Int]) throws -> RecordingDamage? {
            try put(head + order.flatMap { chunks[$0] }, at: location)
            return damage(of: location)
        }
        #expect(try found([0, 1, 2, 3, 4]) == nil)
        #expect(try found([1, 2, 3, 4])?.chunk == 0)
        #expect(try found([0, 2, 3, 4])?.chunk == 1)
        #expect(try found([0, 1, 2, 4])?.chunk == 3)
        #expect(try found([1, 0, 2, 3, 4])?.chunk == 0)
        #expect(try found([0, 0, 1, 2, 3, 4])?.chunk == 1)
        #expect(try found([0, 1, 2, 3, 4, 4])?.flaw == .goesOnBehindTheEnd)
        #expect(try found([0, 1, 2, 3])?.flaw == .cutOff)
        #expect(try found([4])?.chunk == 0)
        #expect(try found([]) == RecordingDamage(.cutOff, chunk: 0, offset: 48))
    }

    @Test func `another file's bytes, and another recording's key, do not open`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        let elsewhere = RecordedFileLocation(
            in: directory.path, path: "recording/two.webm", key: RecordedSound.key)
        try put(try bytes(of: location), at: elsewhere)

        #expect(damage(of: elsewhere) == RecordingDamage(.altered, chunk: 0, offset: 48))
        let other = RecordedFileLocation(in: directory.path, path: Self.path, key: .random())
        #expect(damage(of: other)?.flaw == .altered)
    }

    @Test func `a file that a crash cut anywhere is mended with all of its whole chunks`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        let original = try bytes(of: location)

        for length in 48..<original.count {
            try put(Array(original[..<length]), at: location)
            let byteCount = try InterruptedFile.close(location)
            let whole = Self.offsets.lastIndex { $0 <= length } ?? 0
            #expect(byteCount == [0, 4, 9, 12, 12][whole])
            #expect(damage(of: location) == nil)
            #expect(try !RecordedFileReader(location).isComplete)
            #expect(try InterruptedFile.close(location) == byteCount, "once more changes nothing")
        }
        try put(original, at: location)
        #expect(try InterruptedFile.close(location) == 12)
        #expect(try bytes(of: location) == original)
    }

    @Test func `garbage that a power cut left at the end is cut off, the rest is kept`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        let original = try bytes(of: location)
        // The size was written, the last chunk's bytes were not.
        var torn = Array(original[..<Self.offsets[3]])
        for index in Self.offsets[2] + 8..<Self.offsets[3] { torn[index] = 0 }
        try put(torn, at: location)

        #expect(try InterruptedFile.close(location) == 9)
        #expect(damage(of: location) == nil)
    }

    @Test(arguments: [0..<8, 3..<4, 4..<5], [0, 1, 2])
    func `a damaged head does not cost what follows it, and is found by who reads`(
        damaged: Range<Int>, chunk: Int
    ) throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        var bytes = try bytes(of: location)
        bytes.removeLast(207 - 166)  // It was interrupted.
        for index in damaged { bytes[Self.offsets[chunk] + index] ^= 0x55 }
        try put(bytes, at: location)

        #expect(try InterruptedFile.close(location) == 12)

        #expect(try self.bytes(of: location).starts(with: bytes))
        #expect(damage(of: location)?.chunk == UInt64(chunk))
    }

    @Test func `zeros that a power cut left at the end are cut off`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        var bytes = Array(try bytes(of: location).prefix(166))
        bytes += [UInt8](repeating: 0, count: 100_000)
        try put(bytes, at: location)

        #expect(try InterruptedFile.close(location) == 12)

        #expect(damage(of: location) == nil)
        #expect(try RecordedFileReader(location).read(0..<12) == Self.container)
    }

    @Test func `a file of which nothing opens is not touched`() throws {
        let directory = try TemporaryDirectory()
        let location = try write(in: directory)
        let other = RecordedFileLocation(in: directory.path, path: Self.path, key: .random())
        let original = try bytes(of: location)

        #expect(throws: RecordedFileReader.Failure.self) { try InterruptedFile.close(other) }
        #expect(try bytes(of: location) == original)
    }
}
