import Wire

/// What is due when: a binary heap in which keys can be moved and removed.
///
/// One structure for all deadlines of a kind, instead of a timer each.
struct DeadlineQueue<Key: Hashable> {
    private var heap: [(at: MonotonicTime, key: Key)] = []
    private var places: [Key: Int] = [:]

    var count: Int { heap.count }
    /// The earliest deadline.
    var first: MonotonicTime? { heap.first?.at }

    /// The key of the earliest deadline, if that has passed.
    func due(by now: MonotonicTime) -> Key? {
        guard let first = heap.first, first.at <= now else { return nil }
        return first.key
    }

    mutating func set(_ key: Key, to deadline: MonotonicTime) {
        let place = places[key] ?? heap.count
        if place == heap.count {
            heap.append((deadline, key))
            places[key] = place
        } else {
            heap[place].at = deadline
        }
        settle(place)
    }

    mutating func remove(_ key: Key) {
        guard let place = places.removeValue(forKey: key) else { return }
        let last = heap.removeLast()
        guard place < heap.count else { return }
        put(last, at: place)
        settle(place)
    }

    /// Moves one entry up or down until its neighbours are in order.
    private mutating func settle(_ start: Int) {
        var place = start
        let entry = heap[place]
        while place > 0, entry.at < heap[(place - 1) / 2].at {
            put(heap[(place - 1) / 2], at: place)
            place = (place - 1) / 2
        }
        while true {
            let left = 2 * place + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && heap[right].at < heap[left].at ? right : left
            guard heap[child].at < entry.at else { break }
            put(heap[child], at: place)
            place = child
        }
        put(entry, at: place)
    }

    private mutating func put(_ entry: (at: MonotonicTime, key: Key), at place: Int) {
        heap[place] = entry
        places[entry.key] = place
    }
}
