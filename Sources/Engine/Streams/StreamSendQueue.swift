import Wire

/// What waits to be written to one stream: bounded in bytes and in age, so that a slow connection
/// loses pictures and never gains latency.
///
/// Pure. One burst is on its way at a time; what comes meanwhile waits here. Where more waits than
/// one burst takes, sound overtakes pictures: they are streams of their own.
struct StreamSendQueue {
    /// Nothing waits longer, but for responses.
    static let ageLimit = Duration.milliseconds(300)
    /// Of all that waits but responses.
    static let byteLimit = 256 * 1024
    static let answerByteLimit = 16 * 1024
    /// The largest burst, and the least that a slow connection is cut down to, in bytes.
    static let burstLimit = 32 * 1024
    static let smallestBurstLimit = 4 * 1024
    /// What a burst should take to be written, at the most.
    static let burstDuration = Duration.milliseconds(100)

    private(set) var counters = StreamQueueCounters()
    private var answers = StreamLane()
    private var control = StreamLane()
    private var audio = StreamLane()
    private var video = StreamLane()
    private var appended: UInt64 = 0
    private var inFlight: (byteCount: Int, since: MonotonicTime)?
    private var burstLimit = StreamSendQueue.burstLimit

    init() {}

    /// Without responses.
    var waitingByteCount: Int { control.byteCount + audio.byteCount + video.byteCount }

    var isEmpty: Bool { waitingByteCount == 0 && answers.isEmpty }

    /// What it holds, in bytes.
    var memory: Int { answers.memory + control.memory + audio.memory + video.memory }

    /// Queues one datagram with `head` in front of it.
    mutating func append(
        _ datagram: UnsafeRawBufferPointer, head: (UInt8, UInt8)?, cargo: StreamCargo,
        now: MonotonicTime
    ) {
        dropStale(now: now)
        guard makeRoom(for: datagram.count + (head == nil ? 0 : 2), cargo)
        else { return count(cargo) }
        appended += 1
        switch cargo {
        case .video: video.append(datagram, head: head, number: appended, now: now)
        case .audio: audio.append(datagram, head: head, number: appended, now: now)
        case .control: control.append(datagram, head: head, number: appended, now: now)
        case .answer: answers.append(datagram, head: head, number: appended, now: now)
        }
    }

    /// The next burst; `nil` while one is on its way, or nothing waits.
    mutating func takeBurst(now: MonotonicTime) -> [UInt8]? {
        guard inFlight == nil else { return nil }
        dropStale(now: now)
        guard !isEmpty else { return nil }
        var burst: [UInt8] = []
        answers.take(into: &burst, limit: burstLimit)
        if burst.count + waitingByteCount <= burstLimit {
            takeAll(into: &burst)
        } else {
            control.take(into: &burst, limit: burstLimit)
            audio.take(into: &burst, limit: burstLimit)
            video.take(into: &burst, limit: burstLimit)
        }
        inFlight = (burst.count, now)
        return burst
    }

    /// In the order that they came in.
    private mutating func takeAll(into burst: inout [UInt8]) {
        while waitingByteCount > 0 {
            let ofControl = control.firstNumber ?? .max
            let ofAudio = audio.firstNumber ?? .max
            let ofVideo = video.firstNumber ?? .max
            if ofControl < min(ofAudio, ofVideo) {
                control.takeFirst(into: &burst)
            } else if ofAudio < ofVideo {
                audio.takeFirst(into: &burst)
            } else {
                video.takeFirst(into: &burst)
            }
        }
    }

    /// The burst that was taken last has been written: the next may follow, and its size is what
    /// this connection can take.
    mutating func burstWasWritten(now: MonotonicTime) {
        guard let (byteCount, since) = inFlight else { return }
        inFlight = nil
        let taken = max(now - since, .microseconds(1))
        if taken > Self.burstDuration {
            let share = Self.burstDuration / taken
            burstLimit = max(Int(Double(byteCount) * share), Self.smallestBurstLimit)
        } else {
            burstLimit = min(burstLimit * 2, Self.burstLimit)
        }
    }

    // MARK: Dropping

    private mutating func dropStale(now: MonotonicTime) {
        let oldest = now.advanced(by: .zero - Self.ageLimit)
        counters.videoDropped += video.dropAll(before: oldest)
        counters.audioDropped += audio.dropAll(before: oldest)
        counters.controlDropped += control.dropAll(before: oldest)
    }

    /// - Returns: false where `cargo` itself has to go.
    private mutating func makeRoom(for length: Int, _ cargo: StreamCargo) -> Bool {
        if case .answer = cargo { return answers.byteCount + length <= Self.answerByteLimit }
        while waitingByteCount + length > Self.byteLimit {
            if !video.isEmpty {
                video.dropFirst()
                counters.videoDropped += 1
            } else if cargo != .video, !audio.isEmpty {
                audio.dropFirst()
                counters.audioDropped += 1
            } else {
                return false
            }
        }
        return true
    }

    private mutating func count(_ cargo: StreamCargo) {
        switch cargo {
        case .video: counters.videoDropped += 1
        case .audio: counters.audioDropped += 1
        case .control: counters.controlDropped += 1
        case .answer: counters.answersDropped += 1
        }
    }
}
