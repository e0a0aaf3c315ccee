import Foundation
import Testing

@testable import Signaling

/// PROTOCOL.md's examples, held against the code.
@Suite struct ProtocolDocumentTests {
    @Test(arguments: Examples.client)
    func `a client's example decodes, and encodes to itself`(example: String) throws {
        let received = MessageText.decode(Array(example.utf8))

        let envelope = ClientEnvelope(
            id: received.id, numbers: received.numbers, try received.message.get())
        #expect(try object(MessageText.encode(envelope)) == object(example))
    }

    @Test(arguments: Examples.server)
    func `a server's example decodes, and encodes to itself`(example: String) throws {
        let envelope = try JSONDecoder().decode(ServerEnvelope.self, from: Data(example.utf8))

        #expect(try object(MessageText.encode(envelope)) == object(example))
    }

    @Test(arguments: Examples.posted)
    func `what an example posts is messages`(example: String) throws {
        let messages = try #require(MessageBatch.split(Array(example.utf8)))

        for message in messages { _ = try MessageText.decode(message).message.get() }
        #expect(messages.count >= 1)
    }

    @Test(arguments: Examples.taken)
    func `the answer to a POST is written as in the example`(example: String) throws {
        let fields = try object(example)
        let seen = try #require(fields["seen"] as? UInt64)
        let answer = PostAnswer(seen: seen, resume: fields["resume"] as? String)

        #expect(try object(answer.json) == fields)
    }

    @Test(arguments: Examples.polled)
    func `what a poll brings is written as in the example`(example: String) throws {
        let fields = try object(example)
        var answer = PollAnswer()
        for message in try #require(fields["messages"] as? [NSDictionary]) {
            let data = try JSONSerialization.data(withJSONObject: message)
            _ = try JSONDecoder().decode(ServerEnvelope.self, from: data)
            answer.messages.append(String(decoding: data, as: UTF8.self))
        }
        answer.seen = try #require(fields["seen"] as? UInt64)
        answer.isMoved = fields["moved"] as? Bool ?? false
        if fields["close"] != nil { answer.closure = ConnectionClosure(.replaced) }

        #expect(try object(answer.json) == fields)
    }

    @Test func `every message has an example`() throws {
        let client = try Examples.client.map { try type(of: $0) }
        let server = try Examples.server.map { try type(of: $0) }

        #expect(Set(client) == Set(ClientMessage.Kind.allCases.map(\.rawValue)))
        #expect(Set(server) == Set(ServerMessage.Kind.allCases.map(\.rawValue)))
    }

    @Test(arguments: ErrorCode.allCases)
    func `every error code is explained`(code: ErrorCode) {
        #expect(Examples.document.contains("`\(code.rawValue)`"))
    }

    private func object(_ text: String) throws -> NSDictionary {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary)
    }

    private func type(of text: String) throws -> String {
        try #require(try object(text)["type"] as? String)
    }
}

private enum Examples {
    static let document: String = {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Signaling/PROTOCOL.md").standardized
        return (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    }()
    static let client = examples(fence: "```json client")
    static let server = examples(fence: "```json server")
    static let posted = examples(fence: "```json post")
    static let taken = examples(fence: "```json taken")
    static let polled = examples(fence: "```json poll")

    private static func examples(fence: String) -> [String] {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        return zip(lines, lines.dropFirst()).filter { $0.0 == fence }.map { String($0.1) }
    }
}
