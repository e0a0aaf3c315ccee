import Glibc

/// What to do about a message that the kernel refused.
enum SendVerdict: Equatable {
    /// The socket's buffer or the device's queue is full: so it is for all that follows.
    case dropRest
    /// The path or the device cannot take several datagrams at once.
    case sendSingly
    /// It concerns this destination alone.
    case drop

    /// - Parameters:
    ///   - code: errno.
    ///   - isSegmented: whether the message holds several datagrams.
    init(code: Int32, isSegmented: Bool) {
        switch code {
        case EAGAIN, ENOBUFS, ENOMEM: self = .dropRest
        // Longer than the path's MTU; no checksum offload on the way out.
        case EINVAL, EIO, EMSGSIZE: self = isSegmented ? .sendSingly : .drop
        default: self = .drop
        }
    }
}
