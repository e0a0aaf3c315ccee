import STUN
import Wire

extension TURNServer {
    /// Binds a channel number to a peer, or refreshes it, and permits the peer (RFC 8656 §12.2).
    func bindChannel(_ request: TURNRequest) throws(TURNRejection) {
        let allocation = try allocation(of: request)
        guard let field = try request.uint32(.channelNumber), let peer = try request.peers().first
        else { throw TURNRejection(.badRequest, "Channel number missing") }
        let number = UInt16(truncatingIfNeeded: field >> 16)
        guard ChannelTable.numbers.contains(number)
        else { throw TURNRejection(.badRequest, "Channel number out of range") }

        let reach = try admit(peer, to: allocation, asChannel: true)
        switch allocation.channels.check(number, to: peer, now: request.now) {
        case .numberIsTaken: throw TURNRejection(.badRequest, "Channel has another peer")
        case .peerIsTaken: throw TURNRejection(.badRequest, "Peer has another channel")
        case .full: throw TURNRejection(.insufficientCapacity, "Too many channels")
        case nil: break
        }
        try permit([(peer, reach)], for: allocation, now: request.now)
        allocation.channels.bind(number, to: peer, reach: reach, now: request.now)
        succeed(request)
    }
}
