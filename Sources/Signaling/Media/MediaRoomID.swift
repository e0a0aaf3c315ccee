import Clinic

/// Names a room of the media plane; random, so that the consultation does not follow from it.
package struct MediaRoomID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}
