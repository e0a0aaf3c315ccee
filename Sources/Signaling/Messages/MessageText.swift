import Clinic
internal import Foundation

/// Messages as the text that travels.
package enum MessageText {
    /// Reads what a client sent.
    ///
    /// Size and depth are checked before the parser sees it; hostile input never traps.
    ///
    /// - Parameter text: UTF-8, whole.
    /// - Returns: the message's `id`, which can be known even where the message is wrong.
    package static func decode(
        _ text: [UInt8]
    ) -> (id: String?, message: Result<ClientMessage, MessageError>) {
        guard text.count <= MessageLimits.messageByteCount else {
            return (nil, .failure(.tooLarge))
        }
        guard JSONDepth.isAtMost(MessageLimits.depth, in: text)
        else { return (nil, .failure(.tooDeep)) }
        // The parser looks at the bytes of a string only when it is asked for.
        guard String(validating: text, as: UTF8.self) != nil else {
            return (nil, .failure(.malformed))
        }
        guard let incoming = try? JSONDecoder().decode(Incoming.self, from: Data(text))
        else { return (nil, .failure(.malformed)) }
        return (incoming.id, incoming.message)
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

    /// Both halves of a client's message in one pass; a wrong one is a value, not an error, so
    /// that its `id` is not lost.
    private struct Incoming: Decodable {
        let id: String?
        let message: Result<ClientMessage, MessageError>

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: MessageKey.self)
            do throws(MessageError) {
                id = try fields.optionalText(.id, bytes: MessageLimits.identifierByteCount)
            } catch {
                id = nil
                message = .failure(error)
                return
            }
            do {
                message = .success(try ClientMessage(from: decoder))
            } catch let error as MessageError {
                message = .failure(error)
            }
        }
    }
}
