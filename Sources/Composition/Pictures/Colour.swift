/// A colour as video has it (BT.601, limited range).
package struct Colour: Equatable, Sendable {
    package let luma: UInt8
    package let blue: UInt8
    package let red: UInt8

    package init(luma: UInt8, blue: UInt8, red: UInt8) {
        self.luma = luma
        self.blue = blue
        self.red = red
    }

    package static let black = Colour(luma: 16, blue: 128, red: 128)
    package static let darkGrey = Colour(luma: 45, blue: 130, red: 126)
    package static let white = Colour(luma: 235, blue: 128, red: 128)
    /// Around who speaks.
    package static let speaking = Colour(luma: 145, blue: 54, red: 34)
}
