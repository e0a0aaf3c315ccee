/// The way out of one connection.
package protocol StreamWriter: Sendable {
    /// Writes one burst, whole datagrams in the connection's framing.
    ///
    /// - Parameter written: called once, on any thread: when the kernel has taken it all, or the
    ///   connection is gone.
    func write(_ burst: [UInt8], written: @escaping @Sendable () -> Void)

    func close()
}
