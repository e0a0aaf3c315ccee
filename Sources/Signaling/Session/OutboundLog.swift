/// The messages to one client by their numbers: those that wait, and those that were handed out
/// and may be wanted again.
///
///     confirmed, gone │ handed out, kept │ waiting
///                    first              next      last
///
/// Pure. Bounded: what was handed out makes room for what waits, and can then not be had again.
struct OutboundLog: Sendable {
    static let byteLimit = 512 * 1024
    static let messageLimit = 512

    private var texts: [String] = []
    /// Index of the first that is kept; those before it are gone.
    private var head = 0
    /// Number of the first that is kept.
    private var first: UInt64 = 1
    /// Number of the next to be handed out.
    private var next: UInt64 = 1
    /// The highest number that the client has said it has.
    private var confirmed: UInt64 = 0
    /// Of all that are kept.
    private var byteCount = 0

    /// The highest number given; 0 before the first.
    var last: UInt64 { first + UInt64(texts.count - head) - 1 }
    /// The highest number handed out and not taken back.
    var handedOut: UInt64 { next - 1 }

    /// Takes a message in; `false` where there is no room for it.
    mutating func append(_ text: String) -> Bool {
        let size = text.utf8.count
        while texts.count - head >= Self.messageLimit || byteCount + size > Self.byteLimit {
            guard first < next else { return false }
            dropFirst()
        }
        texts.append(text)
        byteCount += size
        return true
    }

    /// Hands the next one out.
    mutating func take() -> (number: UInt64, text: String)? {
        guard next <= last else { return nil }
        defer { next += 1 }
        return (next, texts[head + Int(next - first)])
    }

    /// The client has everything up to `number`; numbers that were never given are ignored.
    mutating func confirm(_ number: UInt64) {
        guard number <= last else { return }
        confirmed = max(confirmed, number)
        while first <= number { dropFirst() }
        next = max(next, first)
    }

    /// Goes on behind `number`, which the client had as its last when it wrote this; it may have
    /// confirmed more since, by a quicker way.
    ///
    /// - Returns: `false` where that is impossible: what follows is gone, or was never there.
    mutating func rewind(behind number: UInt64) -> Bool {
        let number = max(number, confirmed)
        guard number + 1 >= first, number <= last else { return false }
        confirm(number)
        next = number + 1
        return true
    }

    /// Forgets what is kept; the numbers go on.
    mutating func removeAll() {
        first = last + 1
        next = first
        texts.removeAll()
        head = 0
        byteCount = 0
    }

    private mutating func dropFirst() {
        byteCount -= texts[head].utf8.count
        texts[head] = ""
        head += 1
        first += 1
        guard head == texts.count || head >= Self.messageLimit else { return }
        texts.removeFirst(head)
        head = 0
    }
}
