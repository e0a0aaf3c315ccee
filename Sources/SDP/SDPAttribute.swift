/// One `a=` line: `a=name` or `a=name:value` (RFC 8866 §5.13).
package struct SDPAttribute: Equatable, Sendable {
    package let name: String
    /// Empty for a property attribute.
    package let value: String

    /// The value's words, as far as spaces part them.
    package var words: [Substring] { value.split(separator: " ") }
}

extension [SDPAttribute] {
    /// The first value of the attribute; empty where it has none, `nil` where it is absent.
    package func value(of name: String) -> String? {
        first { $0.name == name }?.value
    }

    /// All attributes of the name, in order.
    package func all(_ name: String) -> [SDPAttribute] {
        filter { $0.name == name }
    }

    /// Whether the attribute is there, with a value or without.
    package func has(_ name: String) -> Bool {
        contains { $0.name == name }
    }
}
