internal import CLettering

/// Writes a line of text into pictures. Has Latin, Greek and Cyrillic letters; what else there is
/// stands as an empty square.
package struct Lettering: Sendable {
    /// Pixels from one line's upper edge to the next one's.
    package static let lineHeight = 28
    private static let replacement: UInt16 = 0x25A1
    private static let entryByteCount = 10

    private let letters: [UInt16: Letter]
    /// Of all letters, 4 bits a pixel, rows padded to bytes.
    private let coverage: [UInt8]

    /// A letter's picture and its place in a line.
    private struct Letter {
        let left: Int
        let top: Int
        let width: Int
        let height: Int
        let advance: Int
        /// In ``Lettering/coverage``.
        let start: Int
    }

    /// The one there is.
    package static let shared = Lettering(
        Array(UnsafeBufferPointer(start: clettering_bytes(), count: clettering_length())))

    /// - Parameter table: as `CLettering/make_letters.py` writes it.
    private init(_ table: [UInt8]) {
        func number(_ offset: Int) -> Int { Int(table[offset]) | Int(table[offset + 1]) << 8 }
        let count = number(0)
        var letters: [UInt16: Letter] = [:]
        for entry in 0..<count {
            let offset = 2 + entry * Self.entryByteCount
            letters[UInt16(number(offset))] = Letter(
                left: Int(Int8(bitPattern: table[offset + 2])), top: Int(table[offset + 3]),
                width: Int(table[offset + 4]), height: Int(table[offset + 5]),
                advance: Int(table[offset + 6]), start: number(offset + 8) * 4)
        }
        self.letters = letters
        coverage = Array(table[(2 + count * Self.entryByteCount)...])
    }

    /// The text as its letters, precomposed where the table has them so.
    private func letters(of text: String) -> [Letter] {
        text.unicodeScalars.prefix(200).compactMap { scalar in
            UInt16(exactly: scalar.value).flatMap { letters[$0] } ?? letters[Self.replacement]
        }
    }

    /// Pixels.
    package func width(of text: String) -> Int {
        letters(of: text).reduce(0) { $0 + $1.advance }
    }

    /// As much of the text as fits, with an ellipsis where something is left out.
    package func fitted(_ text: String, width limit: Int) -> String {
        guard width(of: text) > limit else { return text }
        var text = text
        while !text.isEmpty, width(of: text + "…") > limit { text.removeLast() }
        return text + "…"
    }

    /// Writes `text`, its line's upper left corner at `left`, `top`. What is outside of the picture
    /// is left out.
    package func draw(
        _ text: String, in picture: inout Picture, left: Int, top: Int, luma: UInt8 = 235
    ) {
        var line = left
        for letter in letters(of: text) {
            let stride = (letter.width + 1) / 2
            for row in 0..<letter.height {
                for column in 0..<letter.width {
                    let pair = coverage[letter.start + row * stride + column / 2]
                    let shade = Int(column % 2 == 0 ? pair >> 4 : pair & 0xF)
                    let x = line + letter.left + column
                    let y = top + letter.top + row
                    guard shade > 0, x >= 0, y >= 0, x < picture.width, y < picture.height
                    else { continue }
                    let index = y * picture.width + x
                    let below = Int(picture.bytes[index])
                    picture.bytes[index] = UInt8(
                        clamping: below + (Int(luma) - below) * shade / 15)
                }
            }
            line += letter.advance
        }
    }
}
