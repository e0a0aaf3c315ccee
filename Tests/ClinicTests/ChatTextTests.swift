import Clinic
import Testing

@Suite struct ChatTextTests {
    private static func text(_ text: String) -> String? {
        guard case .accepted(let checked) = ChatText.checked(text) else { return nil }
        return checked.text
    }

    @Test func `4,000 characters fit and one more does not`() {
        let full = String(repeating: "é", count: 4000)

        #expect(Self.text(full) == full)
        #expect(ChatText.checked(full + "x") == .refused(.tooLong))
    }

    @Test func `few characters of very many bytes do not fit`() {
        let stack = "a" + String(repeating: "\u{301}", count: 10_000)

        #expect(stack.count == 1)
        #expect(ChatText.checked(stack) == .refused(.tooLong))
    }

    @Test(arguments: ["", "  ", "\n\t ", "\u{0}\u{7}"])
    func `nothing but blanks is refused`(text: String) {
        #expect(ChatText.checked(text) == .refused(.empty))
    }

    @Test func `lines and tabs stay, controls and turned writing go`() {
        #expect(Self.text("  one\n\ttwo\u{0}\u{1B}[31m\u{202E}three \r\n") == "one\n\ttwo[31mthree")
    }
}
