import Glibc
import Recording
import SFU

/// Where the files of one recording stand, and what they are called.
struct RecordingFolder {
    /// Parts of one endpoint's recording; past it nothing more of the endpoint is written.
    static let partLimit = 1_000

    private let directory: String
    /// Below `directory`.
    private let name: String
    private let key: RecordingDataKey

    init(directory: String, recording: RecordingID, key: RecordingDataKey) {
        self.directory = directory
        self.key = key
        name = Self.component(recording.rawValue)
    }

    /// Makes the folder, and the one above it, readable by their owner alone.
    func make() throws(RecordingFile.Failure) {
        for path in [directory, directory + "/" + name] where mkdir(path, 0o700) != 0 {
            guard errno == EEXIST else { throw RecordingFile.Failure(code: errno) }
        }
    }

    /// Below the recordings directory. Parts count from 1, and the first has no number.
    func relativePath(
        endpoint: EndpointID, isScreen: Bool, part: Int, fileExtension: String
    ) -> String {
        let stem = Self.component(endpoint.rawValue) + (isScreen ? "-screen" : "")
        return name + "/" + stem + (part > 1 ? "-\(part)" : "") + "." + fileExtension
    }

    func location(_ relativePath: String) -> RecordedFileLocation {
        RecordedFileLocation(in: directory, path: relativePath, key: key)
    }

    /// An identifier as one component of a path: what could lead elsewhere is written as `=2F`.
    static func component(_ identifier: String) -> String {
        let escaped = identifier.utf8.prefix(200).map { byte -> String in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default:
                "=" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
        return escaped.isEmpty ? "=" : String(escaped.joined().prefix(200))
    }
}
