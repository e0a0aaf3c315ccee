/// Of an endpoint's media connection.
package enum MediaConnectionState: Hashable, Sendable {
    case new
    case connected
    /// No connectivity check for five seconds: perhaps the network changes.
    case silent
    /// Silent for 30 s: nothing is sent to it any more.
    case gone
}
