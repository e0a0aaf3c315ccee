import Clinic
import Signaling

// What the connection report's JSON looks like. Times are milliseconds, rates bits per second.

/// The ways that can be tried, and what the server sees of who asks.
struct ReportSetupView: Encodable {
    let ways: [WayView]
    let seen: SeenView
    let software: String
    /// SHA-256 of the certificate that this very connection was served with, in hex; `nil` where
    /// its TLS ends elsewhere.
    let certificate: String?
}

struct WayView: Encodable {
    let id: String
    let kind: ConnectionWay.Kind
    let carriesMedia: Bool
    let host: String
    let port: UInt16
    /// As `RTCIceServer` takes it; only for TURN.
    let url: String?
    let rule: FirewallRule

    init(_ way: ConnectionWay) {
        id = way.id
        kind = way.kind
        carriesMedia = way.kind.carriesMedia
        host = way.host
        port = way.port
        url = way.turnURL
        rule = way.rule
    }
}

struct SeenView: Encodable {
    let source: String
    let isSecure: Bool
    let proxies: [String]
    /// `none`, `likely` or `unknown`.
    let inspection: String
    let reasons: [String]

    init(_ seen: SeenByServer) {
        source = seen.source
        isSecure = seen.isSecure
        proxies = seen.proxies
        switch seen.inspection {
        case .none: (inspection, reasons) = ("none", [])
        case .likely(let found): (inspection, reasons) = ("likely", found)
        case .unknown: (inspection, reasons) = ("unknown", [])
        }
    }
}

/// A probe, and with what it may be reached over TURN.
struct ProbeView: Encodable {
    let id: String
    /// Seconds.
    let expiresIn: Int64
    let iceServers: [ICEServer]
}

struct ProbeOffer: Decodable {
    let offer: String
}

/// What a client has found out.
struct ReportDraft: Decodable {
    struct Line: Decodable {
        let way: String
        let outcome: ReportLine.Outcome
        let connectTime: Double?
        let roundTrip: Double?
        let loss: Double?
        let throughput: Double?
        let reason: String?
    }

    let client: ReportContents.Client
    let lines: [Line]
    /// Whether the certificate that arrived was ``ReportSetupView/certificate``; browsers can't say.
    let isCertificateOurs: Bool?
}

struct ReportView: Encodable {
    struct Line: Encodable {
        let way: WayView
        let outcome: ReportLine.Outcome
        let connectTime: Double?
        let roundTrip: Double?
        let loss: Double?
        let throughput: Double?
        let reason: String?

        init(_ line: ReportLine) {
            way = WayView(line.way)
            outcome = line.outcome
            connectTime = line.connectTime
            roundTrip = line.roundTrip
            loss = line.loss
            throughput = line.throughput
            reason = line.reason
        }
    }

    let code: String
    /// The path of its page.
    let location: String
    let createdAt: WallTime
    let client: ReportContents.Client
    let software: String
    let seen: SeenView
    let lines: [Line]
    let rules: [FirewallRule]
    let hasMedia: Bool

    init(_ report: ConnectionReport) {
        code = report.code.description
        location = "/video-call/connection-report/\(report.code.rawValue)"
        createdAt = report.createdAt
        client = report.contents.client
        software = report.contents.software
        seen = SeenView(report.contents.seen)
        lines = report.contents.lines.map(Line.init)
        rules = report.contents.rules
        hasMedia = report.contents.hasMedia
    }
}

extension ConnectionWay {
    /// As `RTCIceServer` takes it (RFC 7065 §3.1); `nil` for what is no TURN server.
    var turnURL: String? {
        let authority = (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        return switch kind {
        case .turnUDP: "turn:\(authority)?transport=udp"
        case .turnTCP: "turn:\(authority)?transport=tcp"
        case .turnTLS: "turns:\(authority)?transport=tcp"
        case .udp, .iceTCP, .webSocket, .longPoll: nil
        }
    }
}
