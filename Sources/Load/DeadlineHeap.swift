import Wire

/// Who is due when, soonest first. A client may stand in it more than once; whoever takes it out
/// asks whether it is still meant.
struct DeadlineHeap {
    struct Entry {
        let at: Int64
        let client: Int32
    }

    private var entries: [Entry] = []

    var first: Entry? { entries.first }

    mutating func insert(_ client: Int32, at time: MonotonicTime) {
        entries.append(Entry(at: time.nanoseconds, client: client))
        entries.withUnsafeMutableBufferPointer { heap in
            var child = heap.count - 1
            while child > 0 {
                let parent = (child - 1) / 2
                guard heap[child].at < heap[parent].at else { return }
                heap.swapAt(child, parent)
                child = parent
            }
        }
    }

    mutating func removeFirst() {
        guard let last = entries.popLast(), !entries.isEmpty else { return }
        entries.withUnsafeMutableBufferPointer { heap in
            heap[0] = last
            var parent = 0
            while true {
                var child = 2 * parent + 1
                guard child < heap.count else { return }
                if child + 1 < heap.count, heap[child + 1].at < heap[child].at { child += 1 }
                guard heap[child].at < heap[parent].at else { return }
                heap.swapAt(child, parent)
                parent = child
            }
        }
    }
}
