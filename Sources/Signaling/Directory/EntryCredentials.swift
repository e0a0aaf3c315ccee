import Clinic

/// What a client shows at the doors of a call, as it came.
package struct EntryCredentials: Hashable, Sendable, PersonalData {
    /// The cookie `aorta_call`: the call session's key.
    package var session: String?
    /// The join token of a link.
    package var token: String?
    /// The resume secret of a `joined`, from a client without cookies.
    package var resume: String?

    package init(session: String? = nil, token: String? = nil, resume: String? = nil) {
        self.session = session
        self.token = token
        self.resume = resume
    }

    /// Nothing is shown.
    package var isEmpty: Bool { session == nil && token == nil && resume == nil }

    package var redacted: String { "EntryCredentials" }
}
