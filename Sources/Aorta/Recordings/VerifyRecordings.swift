import ArgumentParser
import Clinic
import Engine
import Recording

/// `aorta recordings verify`.
struct VerifyRecordings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read recordings from their first to their last byte and check all of it.",
        discussion: """
            A line a file. Ends with 1 when one is damaged, and says in which chunk, at which byte \
            of the encrypted file.
            """)

    @Argument(help: "Recordings, as `aorta recordings list` names them. Default: all.")
    var recordings: [String] = []

    @OptionGroup var archive: ArchiveOptions

    func run() async throws {
        let archive = try archive.open()
        var isWhole = true
        for kept in try await archive.recordings(recordings) where !kept.isErased {
            for file in try await archive.files(of: kept) where file.deletedAt == nil {
                guard let contents = file.contents,
                    let location = try await archive.vault.location(of: file)
                else {
                    print("\(file.path): is being written")
                    continue
                }
                let text = Self.verdict(on: location, contents)
                print("\(file.path): \(text ?? "whole")")
                if text != nil { isWhole = false }
            }
        }
        if !isWhole { throw ExitCode.failure }
    }

    /// - Returns: what is wrong; `nil`: nothing.
    private static func verdict(
        on location: RecordedFileLocation, _ contents: Clinic.RecordedFile.Contents
    ) -> String? {
        var byteCount: Int64 = 0
        do throws(RecordedFileReader.Failure) {
            try RecordedFileReader.readAll(location) { piece throws(RecordedFileReader.Failure) in
                if case .media(let bytes) = piece { byteCount += Int64(bytes.count) }
            }
        } catch {
            return error.text
        }
        return byteCount == contents.byteCount
            ? nil : "\(byteCount) bytes, and the database says \(contents.byteCount)"
    }
}
