import Recording

/// Where an encrypted file of a recording stands, and what opens it.
package struct RecordedFileLocation: Sendable {
    /// What files have at the end of their names, behind the container's: they play nowhere.
    package static let suffix = ".enc"

    /// The recordings folder.
    let folder: String
    /// Below it, as it was when the file was made: ``RecordedFile/path``.
    let identity: String
    let key: RecordingDataKey

    package init(in folder: String, path: String, key: RecordingDataKey) {
        self.folder = folder
        identity = path
        self.key = key
    }

    /// The folder of all files of a recording, below the recordings folder.
    package static func folderName(ofRecording recording: String) -> String {
        RecordingFolder.component(recording)
    }

    /// Of the encrypted file.
    package var path: String { folder + "/" + identity + Self.suffix }
}
