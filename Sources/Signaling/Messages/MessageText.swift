import Clinic
internal import Foundation

/// Messages as the text that travels.
package enum MessageText {
    /// Reads what a client sent.
    ///
    /// Size and depth are checked before the parser sees it; hostile input never traps.
    ///
    /// - Parameter text: UTF-8, whole.
    /// - Returns: what names the message too, which can be known even where the message is wrong.
    package static func decode(_ text: [UInt8]) -> ReceivedMessage {
        guard text.count <= MessageLimits.messageByteCount else {
            return ReceivedMessage(.tooLarge)
        }
        guard JSONDepth.isAtMost(MessageLimits.depth, in: text)
        else { return ReceivedMessage(.tooDeep) }
        // The parser looks at the bytes of a string only when it is asked for.
        guard String(validating: text, as: UTF8.self) != nil else {
            return ReceivedMessage(.malformed)
        }
        guard let received = try? JSONDecoder().decode(ReceivedMessage.self, from: Data(text))
        else { return ReceivedMessage(.malformed) }
        return received
    }

    /// What the server sends; fields in alphabetical order, so that a message has one text.
    package static func encode(_ envelope: ServerEnvelope) -> String {
        text(of: envelope)
    }

    /// What a client sends: for tools and tests.
    package static func encode(_ envelope: ClientEnvelope) -> String {
        text(of: envelope)
    }

    private static func text(of value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // No message holds a number or a key that JSON cannot say.
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
