/// Why nothing can be composed. What a source throws goes through as it is.
package enum CompositionFailure: Error, Equatable, Sendable {
    /// The library's code.
    case encoder(Int)
}
