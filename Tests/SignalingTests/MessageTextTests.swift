import Clinic
import Testing

@testable import Signaling

@Suite struct MessageTextTests {
    @Test(arguments: ["", "{", "[]", "7", "\"join\"", "{\"type\":7}", "{}", "null", "\u{0}"])
    func `what is no object with a type is malformed`(text: String) {
        #expect(decode(text) == .failure(.malformed))
    }

    @Test func `bytes that are not UTF-8 are malformed`() {
        let text = Array("{\"type\":\"chat\",\"text\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)

        #expect(MessageText.decode(text).message == .failure(.malformed))
    }

    @Test func `an unknown type keeps the message's id`() {
        let received = MessageText.decode(Array(#"{"type":"dance","id":"9"}"#.utf8))

        #expect(received.id == "9")
        #expect(received.message == .failure(.unknownType))
    }

    @Test func `a message is as large as the limit and no larger`() {
        let padding = MessageLimits.messageByteCount - #"{"type":"ping"}"#.utf8.count

        let largest = #"{"type":"ping"}"# + String(repeating: " ", count: padding)
        #expect(decode(largest) == .success(.ping))
        #expect(decode(largest + " ") == .failure(.tooLarge))
    }

    @Test func `nesting is bounded before it is parsed`() {
        #expect(decode(nested(31)) == .success(.ping))
        #expect(decode(nested(32)) == .failure(.tooDeep))
        #expect(decode(String(repeating: "[", count: 60_000)) == .failure(.tooDeep))
        let brackets = #"{"type":"chat","text":"\#(String(repeating: "[", count: 100))\""}"#
        #expect(decode(brackets) == .success(.chat(String(repeating: "[", count: 100) + "\"")))
    }

    @Test(arguments: [
        (#"{"type":"chat"}"#, "text"),
        (#"{"type":"chat","text":""}"#, "text"),
        (#"{"type":"chat","text":7}"#, "text"),
        (#"{"type":"mute","audio":true}"#, "video"),
        (#"{"type":"offer","connection":"subscribe","sdp":"v=0"}"#, "connection"),
        (#"{"type":"offer","connection":"publish"}"#, "sdp"),
        (#"{"type":"offer","connection":"publish","sdp":"v","sources":{"0":"x"}}"#, "sources"),
        (#"{"type":"answer","connection":"publish","sdp":"v=0"}"#, "connection"),
        (#"{"type":"restart","connection":"publish"}"#, "connection"),
        (#"{"type":"admit","participant":""}"#, "participant"),
        (#"{"type":"quality","loss":"much"}"#, "loss"),
        (#"{"type":"quality","loss":1e999}"#, "loss"),
        (#"{"type":"view"}"#, "pictures"),
        (view(width: "-1"), "pictures"),
        (view(width: "16385"), "pictures"),
        (view(width: "640", source: "microphone"), "pictures"),
        (#"{"type":"join","capabilities":[]}"#, "capabilities"),
        (#"{"type":"ping","id":7}"#, "id"),
    ])
    func `a wrong field is named`(text: String, field: String) {
        #expect(decode(text) == .failure(.invalid(field: field)))
    }

    @Test(arguments: [
        ("chat", "text", MessageLimits.chatCharacterCount),
        ("join", "name", MessageLimits.nameCharacterCount),
        ("join", "resume", MessageLimits.identifierByteCount),
        ("ping", "id", MessageLimits.identifierByteCount),
        ("admit", "participant", MessageLimits.identifierByteCount),
    ])
    func `a text is as long as its limit and no longer`(type: String, field: String, limit: Int) {
        func message(_ length: Int) -> String {
            #"{"type":"\#(type)","\#(field)":"\#(String(repeating: "a", count: length))"}"#
        }

        #expect(throws: Never.self) { try decode(message(limit)).get() }
        #expect(decode(message(limit + 1)) == .failure(.invalid(field: field)))
    }

    @Test func `descriptions, candidates and lists are bounded`() {
        let sdp = String(repeating: "v", count: MessageLimits.descriptionByteCount + 1)
        let long = String(repeating: "c", count: MessageLimits.candidateByteCount + 1)
        let sources = (0...MessageLimits.entryCount).map { "\"\($0)\":\"camera\"" }

        #expect(
            decode(#"{"type":"offer","connection":"publish","sdp":"\#(sdp)"}"#)
                == .failure(.invalid(field: "sdp")))
        #expect(
            decode(#"{"type":"ice-candidate","connection":"publish","candidate":"\#(long)"}"#)
                == .failure(.invalid(field: "candidate")))
        #expect(
            decode(
                #"{"type":"offer","connection":"publish","sdp":"v","sources":{"#
                    + sources.joined(separator: ",") + "}}")
                == .failure(.invalid(field: "sources")))
    }

    @Test func `unknown fields are ignored`() {
        #expect(decode(#"{"type":"ping","mood":["good"]}"#) == .success(.ping))
    }

    @Test func `every truncation and every flipped bit is answered, never trapped`() {
        let text = Array(
            MessageText.encode(
                ClientEnvelope(id: "7", .offer(sdp: "v=0\r\n", sources: ["0": .camera]))
            ).utf8)
        for length in text.indices {
            #expect(MessageText.decode(Array(text.prefix(length))).message == .failure(.malformed))
        }
        for index in text.indices {
            for bit in 0..<8 {
                var damaged = text
                damaged[index] ^= 1 << bit
                _ = MessageText.decode(damaged)
            }
        }
    }

    private func decode(_ text: String) -> Result<ClientMessage, MessageError> {
        MessageText.decode(Array(text.utf8)).message
    }

    private func nested(_ depth: Int) -> String {
        let open = String(repeating: "[", count: depth)
        let close = String(repeating: "]", count: depth)
        return #"{"type":"ping","deep":\#(open)\#(close)}"#
    }
}

private func view(width: String, source: String = "camera") -> String {
    #"{"type":"view","pictures":[{"participant":"7","source":""# + source
        + #"","width":"# + width + #","height":1}]}"#
}
