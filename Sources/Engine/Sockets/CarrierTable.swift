import Wire

/// What one kind of carrier's numbers stand for: one look-up a packet, by index.
///
/// A number names a place and how often the place has been given out, so that a number that is
/// remembered somewhere finds nothing once its carrier is gone: 1,024 later ones take the same
/// place before the number is used again.
struct CarrierTable<Element: AnyObject> {
    /// Carriers of one kind at a time.
    static var capacityLimit: Int { 1 << indexBits }
    private static var indexBits: UInt32 { 16 }
    private static var generationMask: UInt32 { (Carrier.numberLimit >> indexBits) - 1 }

    private struct Place {
        var generation: UInt32
        var element: Element?
    }

    private let kind: Carrier.Kind
    private var places: [Place] = []
    private var vacant: [Int] = []

    init(_ kind: Carrier.Kind) {
        self.kind = kind
    }

    var count: Int { places.count - vacant.count }

    var elements: some Sequence<Element> { places.lazy.compactMap(\.element) }

    subscript(_ carrier: Carrier) -> Element? {
        let index = Int(carrier.number & (1 << Self.indexBits - 1))
        guard index < places.count, places[index].generation == carrier.number >> Self.indexBits
        else { return nil }
        return places[index].element
    }

    /// - Returns: `nil` when the table is full.
    mutating func insert(_ element: Element) -> Carrier? {
        if let index = vacant.popLast() {
            places[index].element = element
            return carrier(at: index)
        }
        guard places.count < Self.capacityLimit else { return nil }
        places.append(Place(generation: 0, element: element))
        return carrier(at: places.count - 1)
    }

    mutating func remove(_ carrier: Carrier) -> Element? {
        guard let element = self[carrier] else { return nil }
        let index = Int(carrier.number & (1 << Self.indexBits - 1))
        let next = places[index].generation &+ 1 & Self.generationMask
        places[index] = Place(generation: next, element: nil)
        vacant.append(index)
        return element
    }

    private func carrier(at index: Int) -> Carrier {
        Carrier(kind, number: places[index].generation << Self.indexBits | UInt32(index))
    }
}
