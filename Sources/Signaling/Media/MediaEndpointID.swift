import Clinic

/// Names one browser's media in a room; random, a new one for each page load.
package struct MediaEndpointID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}
