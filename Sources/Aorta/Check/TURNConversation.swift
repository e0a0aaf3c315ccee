import STUN
import Wire

/// A TURN client as far as a check needs one: allocate, and bind a channel to one peer (RFC 8656).
struct TURNConversation: Sendable {
    let conversation: STUNConversation
    let username: String
    let credential: String
    let limit: Duration

    private static let channel: UInt16 = 0x4000
    private static let udp: [UInt8] = [17, 0, 0, 0]

    /// A channel to `peer`: from then on the conversation's checks go to it.
    func reach(_ peer: SocketAddress) async throws(CheckFailure) {
        let family: [UInt8] = [peer.isIPv4 ? 1 : 2, 0, 0, 0]
        let first = try await ask(.allocate, as: nil) { writer in
            writer.write(.requestedTransport, Self.udp)
        }
        guard let challenge = Challenge(first.bytes) else {
            throw first.error.map(CheckFailure.turn) ?? .unexpected
        }
        let allocated = try await ask(.allocate, as: challenge) { writer in
            writer.write(.requestedTransport, Self.udp)
            if !peer.isIPv4 { writer.write(.requestedAddressFamily, family) }
        }
        if let code = allocated.error { throw .turn(code) }
        let bound = try await ask(.channelBind, as: challenge) { writer in
            writer.write(
                .channelNumber, [UInt8(Self.channel >> 8), UInt8(Self.channel & 0xFF), 0, 0])
            writer.writeXORAddress(.xorPeerAddress, peer)
        }
        if let code = bound.error { throw .turn(code) }
        await conversation.use(channel: Self.channel)
    }

    private struct Reply {
        let bytes: [UInt8]
        /// `nil`: success.
        let error: Int?
    }

    /// What the server wants to be answered with (RFC 8489 §9.2.4).
    private struct Challenge {
        let realm: [UInt8]
        let nonce: [UInt8]

        init?(_ bytes: [UInt8]) {
            guard let message = try? STUNMessage(decoding: bytes.span.bytes),
                message.errorCode(in: bytes.span.bytes) == 401,
                let realm = message.first(.realm), let nonce = message.first(.nonce)
            else { return nil }
            self.realm = Array(bytes[realm.value])
            self.nonce = Array(bytes[nonce.value])
        }
    }

    private func ask(
        _ method: STUNMethod, as challenge: Challenge?,
        _ attributes: (inout STUNMessageWriter) -> Void
    ) async throws(CheckFailure) -> Reply {
        let id = STUNRequests.randomID()
        let request = STUNRequests.make(method, id) { writer in
            attributes(&writer)
            guard let challenge else { return }
            writer.write(.username, Array(username.utf8))
            writer.write(.realm, challenge.realm)
            writer.write(.nonce, challenge.nonce)
            writer.writeMessageIntegrity(
                key: LongTermKey.md5(
                    name: Array(username.utf8), realm: challenge.realm,
                    password: Array(credential.utf8)))
        }
        guard let answer = await conversation.ask(request, id, within: limit)
        else { throw .noAnswer }
        let bytes = answer.message
        guard let message = try? STUNMessage(decoding: bytes.span.bytes)
        else { throw .unexpected }
        return Reply(
            bytes: bytes,
            error: message.messageClass == .success
                ? nil : message.errorCode(in: bytes.span.bytes) ?? 0)
    }
}
