/// What a poll brings; PROTOCOL.md, "Over HTTPS".
package struct PollAnswer: Hashable, Sendable {
    /// Texts of whole messages, in order.
    package var messages: [String] = []
    /// The highest number of the client's that was performed.
    package var seen: UInt64 = 0
    /// Behind the last message: the session is over.
    package var closure: ConnectionClosure?
    /// Another transport has taken the session over.
    package var isMoved = false

    package init() {}

    var isEmpty: Bool { messages.isEmpty && closure == nil }

    /// As it travels.
    package var json: String {
        var fields = ["\"messages\":[\(messages.joined(separator: ","))]", "\"seen\":\(seen)"]
        if let closure {
            fields.append(
                "\"close\":{\"code\":\(closure.code),\"reason\":\"\(closure.reason)\"}")
        }
        if isMoved { fields.append("\"moved\":true") }
        return "{\(fields.joined(separator: ","))}"
    }
}
