import Clinic

extension ReportDraft {
    /// The ways that are known here, in their order, with what the client says of each, brought
    /// into bounds: figures come from whoever asks.
    func contents(
        ways: [ConnectionWay], software: String, seen: SeenByServer
    ) -> ReportContents {
        let said = Dictionary(lines.map { ($0.way, $0) }) { first, _ in first }
        return ReportContents(
            client: client, software: Self.plain(software), seen: judged(seen),
            lines: ways.compactMap { way in said[way.id].map { $0.line(of: way) } })
    }

    /// What a client says of the certificate counts more than how its ClientHello looks.
    private func judged(_ seen: SeenByServer) -> SeenByServer {
        guard let isCertificateOurs else { return seen }
        return SeenByServer(
            source: seen.source, isSecure: seen.isSecure, proxies: seen.proxies,
            inspection: isCertificateOurs ? .none : .likely(reasons: ["certificate"]))
    }

    /// Printable ASCII, cut.
    static func plain(_ text: String) -> String {
        let bytes = text.utf8.prefix(ReportContents.textLimit).map { byte in
            (0x20...0x7E).contains(byte) ? byte : UInt8(ascii: "?")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ReportDraft.Line {
    private static let millisecondLimit = 60_000.0
    private static let bitrateLimit = 100e9
    private static let reasonLimit = 40

    fileprivate func line(of way: ConnectionWay) -> ReportLine {
        var line = ReportLine(way: way, outcome: outcome)
        line.connectTime = Self.bounded(connectTime, by: Self.millisecondLimit)
        line.roundTrip = Self.bounded(roundTrip, by: Self.millisecondLimit)
        line.loss = Self.bounded(loss, by: 1)
        line.throughput = Self.bounded(throughput, by: Self.bitrateLimit)
        line.reason = reason.map { ReportDraft.plain(String($0.prefix(Self.reasonLimit))) }
        return line
    }

    private static func bounded(_ value: Double?, by limit: Double) -> Double? {
        guard let value, value.isFinite, value >= 0 else { return nil }
        return min(value, limit)
    }
}
