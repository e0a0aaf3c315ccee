/// Which id stands for which extension on one connection: 16 nibbles, the id's nibble holding the
/// kind, 0 for none.
///
/// Ids are 1...14, what the one-byte form can say (RFC 8285 §4.2). One id a kind.
package struct ExtensionMap: Equatable, Sendable {
    /// The ids that can be mapped.
    package static let ids: ClosedRange<UInt8> = 1...14

    @usableFromInline var nibbles: UInt64 = 0

    @inlinable
    package init() {}

    /// The extension that `id` stands for; `nil` for an id unmapped or out of range.
    @inlinable
    package func kind(of id: UInt8) -> ExtensionKind? {
        guard Self.ids.contains(id) else { return nil }
        return ExtensionKind(rawValue: UInt8(truncatingIfNeeded: nibbles >> (4 * UInt64(id))) & 0xf)
    }

    /// The id that stands for `kind`, if any.
    package func id(of kind: ExtensionKind) -> UInt8? {
        Self.ids.first { self.kind(of: $0) == kind }
    }

    /// Lets `id` stand for `kind`, and no other id any more.
    ///
    /// - Returns: `false`, and nothing changed, where `id` is out of range or taken.
    @discardableResult
    package mutating func map(_ id: UInt8, to kind: ExtensionKind) -> Bool {
        guard Self.ids.contains(id), self.kind(of: id) == nil || self.kind(of: id) == kind
        else { return false }
        if let former = self.id(of: kind) { nibbles &= ~(0xf << (4 * UInt64(former))) }
        nibbles |= UInt64(kind.rawValue) << (4 * UInt64(id))
        return true
    }
}
