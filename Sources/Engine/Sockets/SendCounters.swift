/// What one shard has sent.
package struct SendCounters: Sendable, Equatable {
    package var datagramsSent: UInt64 = 0
    package var bytesSent: UInt64 = 0
    /// Messages that held several datagrams.
    package var segmentedMessages: UInt64 = 0
    /// Datagrams lost because a buffer of the kernel was full.
    package var datagramsDropped: UInt64 = 0
    /// Datagrams that the kernel refused for their destination.
    package var datagramsRefused: UInt64 = 0
    /// Times that a destination turned out not to take several datagrams a message.
    package var segmentationRefused: UInt64 = 0

    package init() {}
}
