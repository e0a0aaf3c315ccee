import SFU

/// Who reads the events of a shard's rooms.
struct RoomEvents {
    /// Events that wait for a room's reader; the oldest are lost first.
    static let eventLimit = 1_024

    private var readers: [RoomID: AsyncStream<MediaEvent>.Continuation] = [:]

    var rooms: [RoomID] { Array(readers.keys) }

    /// - Returns: what the reader reads; `nil` where the room has one.
    mutating func open(_ room: RoomID) -> AsyncStream<MediaEvent>? {
        guard readers[room] == nil else { return nil }
        let (stream, events) = AsyncStream.makeStream(
            of: MediaEvent.self, bufferingPolicy: .bufferingNewest(Self.eventLimit))
        readers[room] = events
        return stream
    }

    mutating func close(_ room: RoomID) {
        readers.removeValue(forKey: room)?.finish()
    }

    /// - Returns: false where the reader was too slow and lost one.
    func yield(_ event: MediaEvent) -> Bool {
        if case .dropped? = readers[event.room]?.yield(event) { return false }
        return true
    }
}
