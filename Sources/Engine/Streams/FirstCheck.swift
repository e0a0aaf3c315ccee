import ICE
import Wire

/// What the first datagram of an ICE stream says about where it belongs.
enum FirstCheck {
    case incomplete
    /// The shard that the user name fragment of a connectivity check names.
    case forShard(Int)
    case none

    /// The first check of a browser is some 150 bytes long.
    static let lengthLimit = 2048

    init(in bytes: [UInt8]) {
        let span = bytes.span.bytes
        switch RFC4571Framing.frame(at: span) {
        case .incomplete: self = bytes.count > Self.lengthLimit ? .none : .incomplete
        case .malformed: self = .none
        case .frame(let datagram, _):
            guard let check = try? ConnectivityCheck(parsing: span.extracting(datagram)),
                let shard = ICECredentials.shard(ofUfrag: check.localUfrag)
            else {
                self = .none
                return
            }
            self = .forShard(shard)
        }
    }
}
