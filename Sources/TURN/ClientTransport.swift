/// What a client speaks TURN over (RFC 8656 §3.1).
package enum ClientTransport: Sendable {
    case udp
    case tcp
    case tls
}
