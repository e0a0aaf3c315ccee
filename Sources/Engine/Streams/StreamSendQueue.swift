import Wire

/// What waits to be written to one stream: bounded in bytes and in age, so that a slow connection
/// loses pictures and never gains latency.
///
/// Pure. One burst is on its way at a time; what comes meanwhile waits here. Holds no memory while
/// nothing waits.
struct StreamSendQueue {
    /// Nothing waits longer, but for responses.
    static let ageLimit = Duration.milliseconds(300)
    /// Of media that waits, and as much again of what has been dropped and not made room yet.
    static let byteLimit = 256 * 1024
    static let answerByteLimit = 16 * 1024
    /// The largest burst, and the least that a slow connection is cut down to, in bytes.
    static let burstLimit = 32 * 1024
    static let smallestBurstLimit = 4 * 1024
    /// What a burst should take to be written, at the most.
    static let burstDuration = Duration.milliseconds(100)

    private struct Packet {
        let length: Int
        let cargo: StreamCargo
        let queuedAt: MonotonicTime
        var isDropped = false
    }

    private(set) var counters = StreamQueueCounters()
    /// Waiting, without what has been dropped, in bytes.
    private(set) var waitingByteCount = 0
    private var packets: [Packet] = []
    private var bytes: [UInt8] = []
    /// The first that waits, and where its bytes begin.
    private var first = (packet: 0, byte: 0)
    /// No video waits before it.
    private var searchedForVideo = 0
    private var answers: [UInt8] = []
    private var inFlight: (byteCount: Int, since: MonotonicTime)?
    private var burstLimit = StreamSendQueue.burstLimit

    init() {}

    var isEmpty: Bool { waitingByteCount == 0 && answers.isEmpty }

    /// Queues one datagram with `head` in front of it.
    mutating func append(
        _ datagram: UnsafeRawBufferPointer, head: (UInt8, UInt8)?, cargo: StreamCargo,
        now: MonotonicTime
    ) {
        let length = datagram.count + (head == nil ? 0 : 2)
        if case .answer = cargo {
            guard answers.count + length <= Self.answerByteLimit else {
                counters.answersDropped += 1
                return
            }
            if let head { answers += [head.0, head.1] }
            answers += datagram
            return
        }
        dropStale(now: now)
        guard makeRoom(for: length, cargo) else { return count(cargo) }
        if let head { bytes += [head.0, head.1] }
        bytes += datagram
        packets.append(Packet(length: length, cargo: cargo, queuedAt: now))
        waitingByteCount += length
    }

    /// The next burst; `nil` while one is on its way, or nothing waits.
    mutating func takeBurst(now: MonotonicTime) -> [UInt8]? {
        guard inFlight == nil else { return nil }
        dropStale(now: now)
        guard !isEmpty else {
            release()
            return nil
        }
        var burst = answers
        takeMedia(into: &burst)
        answers = []
        if waitingByteCount == 0 { release() }
        inFlight = (burst.count, now)
        return burst
    }

    /// The burst that was taken last has been written: the next may follow, and its size is what
    /// this connection can take.
    mutating func burstWasWritten(now: MonotonicTime) {
        guard let (byteCount, since) = inFlight else { return }
        inFlight = nil
        let taken = max(now - since, .microseconds(1))
        if taken > Self.burstDuration {
            let share = Int(Self.burstDuration.nanoseconds) * byteCount / Int(taken.nanoseconds)
            burstLimit = max(share, Self.smallestBurstLimit)
        } else {
            burstLimit = min(burstLimit * 2, Self.burstLimit)
        }
    }

    // MARK: Taking

    /// Whole packets, as many as a burst may have, but at least one.
    private mutating func takeMedia(into burst: inout [UInt8]) {
        var taken = 0
        while first.packet < packets.count {
            let packet = packets[first.packet]
            if !packet.isDropped {
                if taken > 0, burst.count + packet.length > burstLimit { break }
                burst += bytes[first.byte..<(first.byte + packet.length)]
                taken += packet.length
            }
            skipFirst()
        }
        waitingByteCount -= taken
    }

    private mutating func skipFirst() {
        first = (first.packet + 1, first.byte + packets[first.packet].length)
    }

    // MARK: Dropping

    private mutating func dropStale(now: MonotonicTime) {
        while first.packet < packets.count,
            packets[first.packet].isDropped
                || now - packets[first.packet].queuedAt > Self.ageLimit
        {
            if !packets[first.packet].isDropped { drop(first.packet) }
            skipFirst()
        }
    }

    /// - Returns: false where `cargo` itself has to go.
    private mutating func makeRoom(for length: Int, _ cargo: StreamCargo) -> Bool {
        while waitingByteCount + length > Self.byteLimit {
            searchedForVideo = max(searchedForVideo, first.packet)
            while searchedForVideo < packets.count, !isWaiting(searchedForVideo, .video) {
                searchedForVideo += 1
            }
            if searchedForVideo < packets.count {
                drop(searchedForVideo)
            } else if cargo != .video,
                let audio = packets.indices[first.packet...].first(where: { isWaiting($0, .audio) })
            {
                drop(audio)
            } else {
                return false
            }
        }
        makeCompact()
        return true
    }

    private func isWaiting(_ index: Int, _ cargo: StreamCargo) -> Bool {
        packets[index].cargo == cargo && !packets[index].isDropped
    }

    private mutating func drop(_ index: Int) {
        packets[index].isDropped = true
        waitingByteCount -= packets[index].length
        count(packets[index].cargo)
    }

    private mutating func count(_ cargo: StreamCargo) {
        switch cargo {
        case .video: counters.videoDropped += 1
        case .audio: counters.audioDropped += 1
        case .control: counters.controlDropped += 1
        case .answer: counters.answersDropped += 1
        }
    }

    // MARK: Memory

    /// What it holds, dropped packets included, in bytes.
    var memory: Int { bytes.count + answers.count }

    /// Moves what waits to the front once as much again is in its way.
    private mutating func makeCompact() {
        guard bytes.count - waitingByteCount > Self.byteLimit else { return }
        var kept: [UInt8] = []
        kept.reserveCapacity(waitingByteCount)
        var place = first.byte
        for packet in packets[first.packet...] {
            if !packet.isDropped { kept += bytes[place..<(place + packet.length)] }
            place += packet.length
        }
        packets = packets[first.packet...].filter { !$0.isDropped }
        bytes = kept
        first = (0, 0)
        searchedForVideo = 0
    }

    private mutating func release() {
        packets = []
        bytes = []
        first = (0, 0)
        searchedForVideo = 0
    }
}
