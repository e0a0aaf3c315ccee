/// Who may send in a section, seen from who wrote it (RFC 8866 §6.7).
package enum MediaDirection: String, Hashable, Sendable {
    case sendrecv
    case sendonly
    case recvonly
    case inactive

    package var isSending: Bool { self == .sendrecv || self == .sendonly }
    package var isReceiving: Bool { self == .sendrecv || self == .recvonly }
}
