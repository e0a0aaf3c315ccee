/// Walks a finished or broken-off file and checks that its elements nest, for tests.
struct EBMLWalk {
    struct Element {
        let id: UInt32
        let offset: Int
        let content: Range<Int>
        let depth: Int
    }

    /// In file order, masters before what is in them.
    private(set) var elements: [Element] = []
    /// What is wrong; `nil` for a valid file.
    private(set) var problem: String?

    private static let masters: Set<UInt32> = [
        0x1A45_DFA3, 0x1853_8067, 0x114D_9B74, 0x4DBB, 0x1549_A966, 0x1654_AE6B, 0xAE, 0xE0, 0xE1,
        0x1F43_B675, 0x1C53_BB6B, 0xBB, 0xB7,
    ]

    init(_ file: [UInt8]) {
        walk(file, 0..<file.count, depth: 0)
    }

    func all(_ id: UInt32) -> [Element] { elements.filter { $0.id == id } }

    private mutating func walk(_ file: [UInt8], _ range: Range<Int>, depth: Int) {
        var offset = range.lowerBound
        while offset < range.upperBound, problem == nil {
            guard
                let (id, idWidth) = Self.number(file, offset, range.upperBound, keepsMarker: true),
                let (size, sizeWidth) = Self.number(
                    file, offset + idWidth, range.upperBound, keepsMarker: false)
            else {
                problem = "no element header at \(offset)"
                return
            }
            let start = offset + idWidth + sizeWidth
            let isUnknown = sizeWidth == 8 && size == 1 << 56 - 1
            let end = isUnknown ? range.upperBound : start + Int(size)
            guard end <= range.upperBound else {
                problem = "element \(String(id, radix: 16)) at \(offset) leaves its parent"
                return
            }
            elements.append(
                Element(id: UInt32(id), offset: offset, content: start..<end, depth: depth))
            if Self.masters.contains(UInt32(id)) { walk(file, start..<end, depth: depth + 1) }
            offset = end
        }
    }

    private static func number(
        _ file: [UInt8], _ offset: Int, _ end: Int, keepsMarker: Bool
    ) -> (UInt64, Int)? {
        guard offset < end else { return nil }
        let width = file[offset].leadingZeroBitCount + 1
        guard width <= (keepsMarker ? 4 : 8), offset + width <= end else { return nil }
        var value = UInt64(file[offset])
        if !keepsMarker { value &= (1 << (8 - UInt64(width))) - 1 }
        for byte in file[(offset + 1)..<(offset + width)] { value = value << 8 | UInt64(byte) }
        return (value, width)
    }
}
