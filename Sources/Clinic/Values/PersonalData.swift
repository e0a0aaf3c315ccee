/// A type that holds what must not reach a log: names, addresses, words of a person, secrets.
///
/// Every way to print it (`description`, string interpolation, `debugDescription`, `dump`, and
/// printing of what contains it) shows ``redacted`` only.
package protocol PersonalData: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Says which thing it is by its opaque identifier, and nothing else of it.
    var redacted: String { get }
}

extension PersonalData {
    package var description: String { redacted }
    package var debugDescription: String { redacted }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
