import Testing

@testable import Signaling

@Suite struct MessageBatchTests {
    private func split(_ text: String) -> [String]? {
        MessageBatch.split(Array(text.utf8))?.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func `one message is itself, an array is its elements`() {
        #expect(split(#"{"type":"ping"}"#) == [#"{"type":"ping"}"#])
        #expect(split("nonsense") == ["nonsense"])
        #expect(split(" [ ] ") == [])
        #expect(
            split(#"[ {"a":"]},{\"","b":{"c":[1]}} , {"d":2}]"#)
                == [#"{"a":"]},{\"","b":{"c":[1]}}"#, #"{"d":2}"#])
    }

    @Test func `an array of anything else is none`() {
        for text in ["[1]", "[{},]", "[,{}]", "[{}", "[{}]x", "[{} {}]", "[[{}]]", "[{]"] {
            #expect(split(text) == nil, "\(text)")
        }
    }

    @Test func `there are at most so many`() {
        let many = Array(repeating: "{}", count: MessageBatch.limit)
        #expect(split("[\(many.joined(separator: ","))]")?.count == MessageBatch.limit)
        #expect(split("[\((many + ["{}"]).joined(separator: ","))]") == nil)
    }

    @Test func `no truncation and no flipped bit traps`() {
        let text = Array(#"[{"a":"\\\"]}","b":{"c":[1]}},{"d":2}]"#.utf8)
        for length in 0..<text.count { _ = MessageBatch.split(Array(text.prefix(length))) }
        for index in text.indices {
            for bit in 0..<8 {
                var damaged = text
                damaged[index] ^= 1 << bit
                _ = MessageBatch.split(damaged)
            }
        }
    }
}
