import DTLSSRTP
import RTP
import SDP
import Wire

/// One browser's media in a room: what it sends and what it receives, each over a connection of
/// its own.
final class Endpoint {
    let id: EndpointID
    unowned let room: Room
    /// Names all streams of this endpoint to subscribers (RFC 3550 §6.5.1); tells nothing else.
    let mediaStreamName = String(UInt64.random(in: .min ... .max), radix: 36)
    /// The same, as RTCP writes it.
    let cname: [UInt8]
    /// Until admitted nothing of it is forwarded or recorded and nothing reaches it.
    var isAdmitted: Bool
    /// It either sends, or receives what it asked for once; the others' coming and going is not
    /// offered to it.
    let isOneWay: Bool
    var publisher: Publisher?
    var subscriber: Subscriber?
    /// What the owner was told last.
    private var reportedState = ConnectionState.connecting
    private var upstreamLoss = 0.0
    private let outbox: Outbox

    /// Assumed until RTCP tells.
    private static let initialRoundTrip = Duration.milliseconds(100)

    init(
        id: EndpointID, room: Room, isAdmitted: Bool, isOneWay: Bool = false, outbox: Outbox
    ) {
        self.id = id
        self.room = room
        self.isAdmitted = isAdmitted
        self.isOneWay = isOneWay
        self.outbox = outbox
        cname = Array(mediaStreamName.utf8)
    }

    /// Measured on the subscribing connection, whose reports echo our clock (RFC 3550 §6.4.1).
    var roundTrip: Duration { subscriber?.roundTrip ?? Self.initialRoundTrip }

    var isConnected: Bool {
        publisher?.connection.state == .connected || subscriber?.connection.state == .connected
    }

    var publications: [Publication] { publisher?.publications.filter { !$0.hasEnded } ?? [] }

    /// A connection of this endpoint changed its state: tells the owner what the people see.
    func connectionChanged(_ connection: MediaConnection, now: MonotonicTime) {
        if connection.purpose == .subscribe, connection.state == .connected {
            subscriber?.wishKeyframes()
        }
        let state = (publisher?.connection ?? subscriber?.connection)?.state ?? .connecting
        guard state != reportedState else { return }
        reportedState = state
        outbox.post(.connection(id, state), in: room.id)
    }

    /// What was asked for or sent over the path before may never have arrived.
    func connectionMoved(_ connection: MediaConnection) {
        switch connection.purpose {
        case .publish: publisher?.repeatKeyframeRequests()
        case .subscribe:
            subscriber?.forgetBandwidth()
            subscriber?.wishKeyframes()
        }
    }

    func noteUpstreamLoss(_ fraction: Double) {
        upstreamLoss = max(upstreamLoss, fraction)
    }

    /// What RTCP said since the last call.
    func takeQuality() -> ConnectionQuality {
        defer { upstreamLoss = 0 }
        let downstream = subscriber?.takeReception() ?? (loss: 0, jitterMilliseconds: 0)
        return ConnectionQuality(
            lossFraction: max(upstreamLoss, downstream.loss),
            roundTripMilliseconds: subscriber?.roundTrip.map { Double($0.nanoseconds) / 1e6 },
            jitterMilliseconds: downstream.jitterMilliseconds)
    }

    /// Says goodbye on both connections and leaves every list.
    func close() {
        publisher?.connection.close()
        subscriber?.connection.close()
    }
}
