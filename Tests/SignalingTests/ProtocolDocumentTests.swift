import Foundation
import Testing

@testable import Signaling

/// PROTOCOL.md's examples, held against the code.
@Suite struct ProtocolDocumentTests {
    @Test(arguments: Examples.client)
    func `a client's example decodes, and encodes to itself`(example: String) throws {
        let (id, message) = MessageText.decode(Array(example.utf8))

        let envelope = ClientEnvelope(id: id, try message.get())
        #expect(try object(MessageText.encode(envelope)) == object(example))
    }

    @Test(arguments: Examples.server)
    func `a server's example decodes, and encodes to itself`(example: String) throws {
        let envelope = try JSONDecoder().decode(ServerEnvelope.self, from: Data(example.utf8))

        #expect(try object(MessageText.encode(envelope)) == object(example))
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

    private static func examples(fence: String) -> [String] {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: false)
        return zip(lines, lines.dropFirst()).filter { $0.0 == fence }.map { String($0.1) }
    }
}
