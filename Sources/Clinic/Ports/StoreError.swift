/// What a store cannot do; anything else that it throws is a failure of the disk.
package enum StoreError: Error, Hashable, Sendable {
    /// The name is taken, or what is pointed to is not there or is another hospital's.
    case conflict
    /// A stored value is none that this server could have written.
    case unreadable
}
