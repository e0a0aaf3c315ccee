import STUN
import Wire

extension TURNServer {
    /// Tells anyone where their datagram came from (RFC 8489 §6.3.1): 20 bytes get 32, or 44.
    func answerBinding(_ message: STUNMessage, from client: NetworkPath) {
        let unknown = message.unknownAttributes { Self.knows($0) || Self.knowsForICE($0) }
        counters.bindings += 1
        guard unknown.isEmpty else {
            write(.error, to: message, from: client) { answer in
                answer.writeErrorCode(420, reason: "")
                answer.writeUnknownAttributes(unknown)
            }
            return
        }
        write(.success, to: message, from: client) { $0.writeXORMappedAddress(client.remote) }
    }

    private static func knowsForICE(_ type: STUNAttributeType) -> Bool {
        type == .priority || type == .useCandidate
    }
}
