import Clinic
import Testing

@Suite struct ToolTokenTests {
    private static let now = Samples.start

    private func key(_ byte: UInt8 = 7) throws -> ToolTokenKey {
        try #require(ToolTokenKey(bytes: [UInt8](repeating: byte, count: 32)))
    }

    private func token(
        _ scopes: Set<ToolToken.Scope> = [.publish], in rooms: String = "studio"
    ) throws -> ToolToken {
        .mint(
            scopes, in: try #require(ToolRoomPattern(rooms)), at: Self.now, lifetime: .seconds(60))
    }

    @Test(arguments: ["studio", "bench-*", "*"])
    func `a token is read as it was signed`(rooms: String) throws {
        for scopes: Set<ToolToken.Scope> in [[.publish], [.subscribe], [.publish, .subscribe]] {
            let token = try token(scopes, in: rooms)
            let read = try #require(try key().token(from: try key().text(of: token)))

            #expect(read.scopes == scopes)
            #expect(read.rooms.text == rooms)
            #expect(read.id == token.id)
            // Whole seconds are kept.
            #expect(token.expiresAt - read.expiresAt < .seconds(1))
        }
    }

    @Test func `a token of another key, or with any bit changed, is none`() throws {
        let text = try key().text(of: token())
        #expect(try key(8).token(from: text) == nil)

        for index in text.utf8.indices {
            for bit in 0..<7 {
                var bytes = Array(text.utf8)
                bytes[text.utf8.distance(from: text.startIndex, to: index)] ^= 1 << bit
                let changed = String(decoding: bytes, as: UTF8.self)
                #expect(try key().token(from: changed) == nil)
            }
        }
        for length in 0..<text.utf8.count {
            #expect(try key().token(from: String(text.prefix(length))) == nil)
        }
        #expect(try key().token(from: text + ".") == nil)
        #expect(try key().token(from: String(repeating: "A", count: 10_000)) == nil)
    }

    @Test func `a token is for its rooms and its scopes alone`() throws {
        let studio = try #require(ToolRoomName("studio"))
        let bench = try #require(ToolRoomName("bench-12"))

        #expect(try token().allows(.publish, in: studio))
        #expect(try !token().allows(.subscribe, in: studio))
        #expect(try !token().allows(.publish, in: bench))
        #expect(try token([.subscribe], in: "bench-*").allows(.subscribe, in: bench))
        #expect(try !token([.subscribe], in: "bench-*").allows(.subscribe, in: studio))
        #expect(try token(in: "*").allows(.publish, in: bench))
    }

    @Test(arguments: [
        "", "a b", "a/b", "ä", "a*", String(repeating: "a", count: 65),
        "6f9619ff-8b86-4011-b42d-00c04fc964ff", "6F9619FF-8B86-4011-B42D-00C04FC964FF",
    ])
    func `a room of tools never has the name of a consultation's, nor odd characters`(
        name: String
    ) {
        #expect(ToolRoomName(name) == nil)
        #expect(name == "a*" || ToolRoomPattern(name) == nil)
    }

    @Test func `a short key is none, and a key does not print`() throws {
        #expect(ToolTokenKey(bytes: [UInt8](repeating: 1, count: 31)) == nil)
        #expect(try "\(key())" == "ToolTokenKey")
    }
}
