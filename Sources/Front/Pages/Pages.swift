internal import CPages
internal import Crypto
import FoundationEssentials
import NIOCore
import NIOPosix

/// One file of the web pages.
package struct PageFile: Sendable {
    package let bytes: ByteBuffer
    /// The Content-Type.
    package let type: String
    /// The ETag, quotes included.
    package let entityTag: String

    init(bytes: ByteBuffer, type: String) {
        self.bytes = bytes
        self.type = type
        let digest = SHA256.hash(data: Array(bytes.readableBytesView)).prefix(12)
        let hex = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        entityTag = "\"" + hex.joined() + "\""
    }
}

/// The web pages: those embedded in the binary, or, for who works on them, a folder's.
package struct Pages: Sendable {
    private let embedded: [String: PageFile]
    private let folder: String?

    /// - Parameter folder: laid out as `Sources/CPages/Public`; only paths that are embedded too
    ///   are read from it, so that nothing else of the disk is ever served.
    package init(folder: String? = nil) {
        var files: [String: PageFile] = [:]
        for entry in UnsafeBufferPointer(start: cpages_table(), count: Int(cpages_count)) {
            let bytes = UnsafeRawBufferPointer(start: entry.bytes, count: Int(entry.length))
            files[String(cString: entry.path)] = PageFile(
                bytes: ByteBuffer(bytes: bytes), type: String(cString: entry.type))
        }
        embedded = files
        self.folder = folder
    }

    /// - Parameter path: as in the table, `/static/base.css` or `/pages/call.html`.
    package func file(_ path: String) async -> PageFile? {
        guard let kept = embedded[path] else { return nil }
        guard let folder else { return kept }
        return await Self.read(folder + path, type: kept.type) ?? kept
    }

    /// The page of a refusal, with the stable code in its place.
    func errorPage(code: String) -> PageFile? {
        guard let page = embedded["/pages/error.html"] else { return nil }
        let parts = String(buffer: page.bytes).split(
            separator: "{{code}}", omittingEmptySubsequences: false)
        let filled = parts.joined(separator: code)
        return PageFile(bytes: ByteBuffer(string: filled), type: page.type)
    }

    private static func read(_ path: String, type: String) async -> PageFile? {
        try? await NIOThreadPool.singleton.runIfActive {
            FileManager.default.contents(atPath: path).map { contents in
                PageFile(bytes: ByteBuffer(bytes: contents), type: type)
            }
        }
    }
}
