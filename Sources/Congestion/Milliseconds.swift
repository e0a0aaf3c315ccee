import Wire

extension Duration {
    /// For arithmetic.
    var seconds: Double { Double(nanoseconds) / 1e9 }
}

extension MonotonicTime {
    /// For arithmetic.
    var milliseconds: Double { Double(nanoseconds) / 1e6 }
}
