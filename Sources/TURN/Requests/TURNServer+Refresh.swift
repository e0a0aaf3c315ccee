import STUN
import Wire

extension TURNServer {
    /// Lets an allocation live on, or ends it (RFC 8656 §8.2).
    func refresh(_ request: TURNRequest) throws(TURNRejection) {
        let wanted = try request.uint32(.lifetime)
        if wanted == 0, wasDeleted(by: request) {
            return succeed(request) { $0.write(.lifetime, UInt32(0)) }
        }
        let allocation = try allocation(of: request)
        let family = try request.family(.requestedAddressFamily)
        let relay = family.flatMap { allocation.relay(of: $0) }
        guard family == nil || relay != nil
        else { throw TURNRejection(.peerAddressFamilyMismatch, "No relay of this family") }

        guard wanted == 0 else {
            let lifetime = configuration.lifetimes.granted(wanted)
            allocations.setExpiry(of: allocation, to: request.now + lifetime)
            return succeed(request) { $0.write(.lifetime, lifetime.wholeSeconds) }
        }
        if let relay, allocation.relays.count > 1 {
            allocations.remove(relay, of: allocation)
            close(relay)
        } else {
            end(allocation)
        }
        recent.deleted(by: request.transactionID, from: request.client, now: request.now)
        succeed(request) { $0.write(.lifetime, UInt32(0)) }
    }

    private func wasDeleted(by request: TURNRequest) -> Bool {
        recent.wasDeleted(
            by: request.transactionID, from: request.client, now: request.now)
    }
}
