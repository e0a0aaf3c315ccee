extension AuthenticatedUser: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without name, label and key: the first two may say who somebody is.
    package var description: String { "TURN user with a \(relay) relay" }

    package var debugDescription: String { description }
}
