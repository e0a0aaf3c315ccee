import Clinic
import Testing

@Suite struct ValueTests {
    @Test func `a random name is a version 4 UUID, and no two are alike`() {
        let names = (0..<1000).map { _ in CallRoomID.random().rawValue }

        #expect(Set(names).count == 1000)
        for name in names {
            let characters = Array(name)
            #expect(UUIDText.isWellFormed(name))
            #expect(characters[14] == "4")
            #expect("89ab".contains(characters[19]))
        }
    }

    @Test(arguments: [
        "", "123e4567-e89b-42d3-a456-42661417400", "123e4567-e89b-42d3-a456-4266141740000",
        "123e4567+e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-a456-42661417400g",
    ])
    func `what has not the shape of a UUID is refused`(text: String) {
        #expect(!UUIDText.isWellFormed(text))
    }

    /// The vectors of RFC 4648 §10, without padding, and one that needs both odd characters.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("??>~~?", "Pz8-fn4_"),
    ])
    func `base64url goes both ways`(plain: String, encoded: String) {
        #expect(Base64URL.text(of: Array(plain.utf8)) == encoded)
        #expect(Base64URL.bytes(of: encoded) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zh", "Zg==", "Zm9", "Zm+v", "Zm/v", "Zm 9", "Zm9vY", "é"])
    func `base64url of other spellings is refused`(text: String) {
        #expect(Base64URL.bytes(of: text) == nil)
    }

    @Test func `hexadecimal goes both ways and takes nothing else`() {
        let bytes = (0...255).map { UInt8($0) }

        #expect(Hex.bytes(of: Hex.text(of: bytes)) == bytes)
        #expect(Hex.text(of: [0x00, 0xAF]) == "00af")
        #expect(Hex.bytes(of: "AF") == [0xAF])
        for text in ["a", "0g", "é", " 0", "+1"] { #expect(Hex.bytes(of: text) == nil) }
    }
}
