// The server's JSON, as `PROTOCOL` of the connection report has it.

/// The ways that can be tried, and what the server sees.
struct CheckSetup: Decodable, Sendable {
    let ways: [CheckedWay]
    let seen: CheckSeen
    /// SHA-256 of the server's certificate, as it says itself.
    let certificate: String?
}

struct CheckedWay: Codable, Sendable, Equatable {
    struct Rule: Codable, Sendable, Equatable {
        let host: String
        let addresses: [String]
        let port: UInt16
        let transport: String
        let mustEscapeInspection: Bool
        let carriesWebSocket: Bool
    }

    let id: String
    let kind: String
    let carriesMedia: Bool
    let host: String
    let port: UInt16
    let url: String?
    let rule: Rule
}

struct CheckSeen: Codable, Sendable {
    let source: String
    let proxies: [String]
}

struct CheckProbe: Decodable, Sendable {
    struct Server: Decodable, Sendable {
        let urls: [String]
        let username: String?
        let credential: String?
    }
    let id: String
    let iceServers: [Server]
}

struct CheckAnswer: Decodable, Sendable {
    let answer: String
}

struct CheckHeld: Decodable, Sendable {
    let held: Int
}

/// What came of one way.
struct CheckResult: Codable, Sendable {
    let way: String
    var outcome = "works"
    var connectTime: Double?
    var roundTrip: Double?
    var loss: Double?
    var throughput: Double?
    var reason: String?

    init(way: String) {
        self.way = way
    }

    init(way: String, failure: CheckFailure) {
        self.way = way
        switch failure {
        case .http, .notOffered: outcome = "untried"
        default: outcome = "fails"
        }
        reason = failure.word
    }
}

struct CheckDraft: Encodable, Sendable {
    let client = "command-line"
    let lines: [CheckResult]
    let isCertificateOurs: Bool?
}

struct CheckStored: Decodable, Sendable {
    let code: String
    let location: String
}
