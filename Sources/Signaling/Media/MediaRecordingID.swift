import Clinic

/// Names a recording in the media plane; the folder of its files may be named so.
package struct MediaRecordingID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}
