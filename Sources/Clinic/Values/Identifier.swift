/// The shape of every name that the clinic gives: opaque text that says nothing of a person.
package protocol Identifier: RawRepresentable, Hashable, Codable, Sendable,
    CustomStringConvertible
where RawValue == String {
    init(rawValue: String)
}

extension Identifier {
    package var description: String { rawValue }

    /// A new name that nobody can guess: a version 4 UUID, 122 bits of it random (RFC 9562 §5.4).
    package static func random() -> Self {
        Self(rawValue: UUIDText.random())
    }
}
