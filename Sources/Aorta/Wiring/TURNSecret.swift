import Foundation

/// The secret of time-limited TURN credentials: the operator's, or one of our own kept in
/// `DATA/turn-secret`, so that credentials outlive a restart.
struct TURNSecret {
    let bytes: [UInt8]

    private static let randomWords = 4  // 256 bits, as text 64 characters.
    private static let name = "turn-secret"

    /// - Parameters:
    ///   - configured: `turn.secret`.
    ///   - folder: where one is kept otherwise; it is there.
    /// - Throws: ``StartFailure`` when it can be neither read nor written.
    init(configured: String?, folder: String) throws {
        if let configured {
            bytes = Array(configured.utf8)
            return
        }
        let path = folder + "/" + Self.name
        if let kept = FileManager.default.contents(atPath: path) {
            bytes = Array(kept).filter { $0 > UInt8(ascii: " ") }  // An editor adds a line's end.
            guard bytes.count >= 16 else {
                throw StartFailure("\(path) holds no secret: remove it, and one is made")
            }
            return
        }
        var generator = SystemRandomNumberGenerator()
        let text = (0..<Self.randomWords).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        // Never readable by others, not even for the moment between making and locking it.
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw StartFailure("\(path) cannot be written") }
        bytes = Array(text.utf8)
    }
}
