import Clinic
import Foundation
import Front

/// Plays files as they are on the disk. One that ends in `!` is damaged behind its second byte.
struct PlainRecordings: RecordingPlayback {
    let folder: String

    struct Damage: Error {}

    struct Plain: PlayableRecording {
        let bytes: [UInt8]
        var byteCount: Int { bytes.count }

        func read(_ range: Range<Int>) async throws -> [UInt8] {
            guard bytes.last != UInt8(ascii: "!") || range.upperBound <= 2 else { throw Damage() }
            return Array(bytes[range])
        }
    }

    func open(_ file: RecordedFile) async throws -> (any PlayableRecording)? {
        FileManager.default.contents(atPath: folder + "/" + file.path).map {
            Plain(bytes: Array($0))
        }
    }
}
