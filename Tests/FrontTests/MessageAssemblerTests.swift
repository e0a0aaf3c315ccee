import Testing

@testable import Front

@Suite struct MessageAssemblerTests {
    @Test func `a whole text frame is a message`() {
        var assembler = MessageAssembler(maximumBytes: 16)

        #expect(assembler.receive(.text, isFinal: true, Array("hello".utf8)) == .message("hello"))
    }

    @Test func `fragments are put together, even inside of a character`() {
        var assembler = MessageAssembler(maximumBytes: 16)
        let bytes = Array("aé".utf8)

        #expect(assembler.receive(.text, isFinal: false, bytes.prefix(2)) == .incomplete)
        #expect(assembler.receive(.continuation, isFinal: false, [UInt8]()) == .incomplete)
        #expect(assembler.receive(.continuation, isFinal: true, bytes.suffix(1)) == .message("aé"))
        #expect(assembler.receive(.text, isFinal: true, [0x62]) == .message("b"))
    }

    @Test func `fragments out of order are a protocol error`() {
        var fresh = MessageAssembler(maximumBytes: 16)
        #expect(fresh.receive(.continuation, isFinal: true, [0x61]) == .failed(.protocolError))

        var begun = MessageAssembler(maximumBytes: 16)
        #expect(begun.receive(.text, isFinal: false, [0x61]) == .incomplete)
        #expect(begun.receive(.text, isFinal: true, [0x61]) == .failed(.protocolError))
    }

    @Test func `the limit counts all fragments together`() {
        var assembler = MessageAssembler(maximumBytes: 4)

        #expect(assembler.receive(.text, isFinal: false, [0x61, 0x61, 0x61]) == .incomplete)
        #expect(assembler.receive(.continuation, isFinal: false, [0x61]) == .incomplete)
        #expect(assembler.receive(.continuation, isFinal: true, [0x61]) == .failed(.tooLarge))
    }

    @Test(arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]] as [[UInt8]])
    func `what is not UTF-8 is refused`(bytes: [UInt8]) {
        var assembler = MessageAssembler(maximumBytes: 16)

        #expect(assembler.receive(.text, isFinal: true, bytes) == .failed(.invalidText))
    }

    @Test func `binary messages are not spoken`() {
        var assembler = MessageAssembler(maximumBytes: 16)

        #expect(assembler.receive(.binary, isFinal: true, [1]) == .failed(.unsupportedData))
    }
}
