import Foundation
import Synchronization

/// Tells the person at the terminal: progress, a line for each way, the rules, the code.
struct CheckWords: Sendable {
    let isQuiet: Bool
    let isJSON: Bool
    private let lastFailure = LastFailure()

    private final class LastFailure: Sendable {
        let value = Mutex<CheckFailure?>(nil)
    }

    init(isQuiet: Bool, isJSON: Bool) {
        self.isQuiet = isQuiet
        self.isJSON = isJSON
    }

    func begin(_ server: CheckedServer) {
        if !isJSON { say("Checking the ways to \(server.url) from here.\n") }
    }

    func trying(_ way: CheckedWay) {
        lastFailure.value.withLock { $0 = nil }
        guard !isQuiet else { return }
        FileHandle.standardError.write(Data("trying \(Self.name(of: way)) …\n".utf8))
    }

    func note(_ failure: CheckFailure) {
        lastFailure.value.withLock { $0 = failure }
    }

    func tried(_ way: CheckedWay, _ result: CheckResult) {
        guard !isJSON else { return }
        say("  " + Self.line(way, result, lastFailure.value.withLock { $0 }))
    }

    func end(_ outcome: CheckOutcome) {
        if isJSON { return say(CheckJSON(outcome).text) }
        if let failure = outcome.unreachable {
            say("  The server cannot be asked: \(failure.text).")
        }
        if let seen = outcome.seen {
            say("\nThe server sees you come from \(seen.source).")
            if !seen.proxies.isEmpty {
                say("A proxy is in between. It says: " + seen.proxies.joined(separator: ", "))
            }
        }
        switch outcome.isCertificateOurs {
        case true: say("The certificate that arrives here is the server's: no TLS inspection.")
        case false: say("Another certificate arrives here than the server's: TLS IS INSPECTED.")
        default: break
        }
        if !outcome.rules.isEmpty {
            say("\nWhat to ask IT for:")
            for rule in outcome.rules { say("  * " + Self.rule(rule)) }
        }
        if let code = outcome.code {
            say("\nCode of this report: \(code)\n  \(outcome.location ?? "")")
        } else if let failure = outcome.notStored {
            say("\nThe report could not be stored: \(failure.text).")
        }
        say("\n" + Self.verdict(outcome))
    }

    private func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    static func name(of way: CheckedWay) -> String {
        let kind =
            switch way.kind {
            case "udp": "Straight by UDP"
            case "ice-tcp": "Straight by TCP"
            case "turn-udp": "Relay by UDP"
            case "turn-tcp": "Relay by TCP"
            case "turn-tls": "Relay by TLS"
            case "websocket": "WebSocket"
            case "long-poll": "HTTPS without WebSocket"
            default: way.kind
            }
        return "\(kind), port \(way.port)"
    }

    static func line(_ way: CheckedWay, _ result: CheckResult, _ failure: CheckFailure?) -> String {
        var columns = [padded(name(of: way), to: 36)]
        switch result.outcome {
        case "works":
            columns.append(padded("works", to: 7))
            columns.append(result.roundTrip.map { padded("\(tenths($0)) ms", to: 10) } ?? "")
            columns.append(result.loss.map { padded("\(tenths($0 * 100)) % lost", to: 13) } ?? "")
            columns.append(result.throughput.map { "\(tenths($0 / 1e6)) Mbit/s" } ?? "")
        case "fails":
            columns.append("FAILS   " + (failure?.text ?? ""))
        default:
            columns.append("untried " + (failure?.text ?? ""))
        }
        var line = columns.filter { !$0.isEmpty }.joined(separator: " ")
        while line.hasSuffix(" ") { line.removeLast() }
        return line
    }

    static func rule(_ rule: CheckedWay.Rule) -> String {
        let addresses =
            rule.addresses.isEmpty ? "" : " (\(rule.addresses.joined(separator: ", ")))"
        var text =
            "Allow outgoing \(rule.transport) to \(rule.host)\(addresses), port \(rule.port)."
        if rule.mustEscapeInspection {
            text += " Exempt it from TLS inspection and from filters that recognise applications."
        }
        if rule.carriesWebSocket { text += " Let proxies pass the upgrade to WebSocket." }
        return text
    }

    static func verdict(_ outcome: CheckOutcome) -> String {
        guard outcome.hasMedia, outcome.hasSignaling else {
            return "Video calls do not work from here."
        }
        return outcome.hasUDP
            ? "Video calls work well from here."
            : "Video calls work from here, but over TCP only: picture and sound may lag."
    }

    private static func tenths(_ value: Double) -> String {
        String(format: "%.1f", value)
    }

    private static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// What `--json` prints.
struct CheckJSON: Encodable {
    private struct Line: Encodable {
        let way: CheckedWay
        let result: CheckResult
    }

    private let server: String
    private let works: Bool
    private let hasUDP: Bool
    private let lines: [Line]
    private let rules: [CheckedWay.Rule]
    private let seen: CheckSeen?
    private let isCertificateOurs: Bool?
    private let code: String?
    private let location: String?
    private let reason: String?

    init(_ outcome: CheckOutcome) {
        server = outcome.server.url
        works = outcome.hasMedia && outcome.hasSignaling
        hasUDP = outcome.hasUDP
        lines = outcome.lines.map(Line.init)
        rules = outcome.rules
        seen = outcome.seen
        isCertificateOurs = outcome.isCertificateOurs
        code = outcome.code
        location = outcome.location
        reason = outcome.unreachable?.word
    }

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
