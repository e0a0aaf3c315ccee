/// Draws a result as SVG: three panels over the same axis, the forwarded packets a second of each
/// level or, where there is one level alone, the seconds of its window.
package struct LoadPlot: Sendable {
    /// One line of a panel.
    private struct Line {
        let name: String
        let color: String
        let points: [(x: Double, y: Double)]
    }

    private struct Panel {
        let title: String
        let lines: [Line]
        /// Drawn across, as what must not be passed.
        var limit: Double?
    }

    private static let width = 720.0
    private static let panelHeight = 220.0
    private static let margin = (left: 70.0, right: 130.0, top: 34.0, bottom: 34.0)

    private let title: String
    private let axis: String
    private let panels: [Panel]

    /// - Parameters:
    ///   - series: what is drawn, a level each.
    ///   - seconds: of each of `series` since the window began; `nil` to draw over packets a second.
    package init(_ result: LoadResult, series: [LoadLevel], seconds: [Double]? = nil) {
        title =
            "\(result.server) under load, \(result.plan.publishers) × \(result.plan.subscribers)"
            + " a room"
        axis = seconds == nil ? "forwarded packets a second" : "seconds"
        let places = seconds ?? series.map(\.forwardedPerSecond)
        let order = series.indices.filter { $0 < places.count }.sorted { places[$0] < places[$1] }
        let line = { (name: String, color: String, value: (LoadLevel) -> Double?) in
            Line(
                name: name, color: color,
                points: order.compactMap { index in
                    value(series[index]).map { (places[index], $0) }
                })
        }
        var panels = [
            Panel(
                title: "processor time a forwarded packet, µs",
                lines: [
                    line("all", "#1b4f8f", { $0.cpu?.microsecondsPerPacket }),
                    line("kernel", "#c8501e", { $0.cpu?.kernelMicrosecondsPerPacket }),
                    line("user", "#3a8a4d", { $0.cpu?.userMicrosecondsPerPacket }),
                ]),
            Panel(
                title: "delay, ms",
                lines: [
                    line("p99.9", "#c8501e", { $0.delay?.p999 }),
                    line("p99", "#1b4f8f", { $0.delay?.p99 }),
                    line("p50", "#3a8a4d", { $0.delay?.p50 }),
                ], limit: result.limits.delay),
            Panel(
                title: "lost packets, %",
                lines: [line("loss", "#1b4f8f", { $0.loss * 100 })],
                limit: result.limits.loss * 100),
        ]
        if seconds != nil {
            panels[2] = Panel(
                title: "forwarded packets a second",
                lines: [line("packets", "#1b4f8f", { $0.forwardedPerSecond })])
        }
        self.panels = panels
    }

    package var svg: String {
        let height = Self.panelHeight * Double(panels.count) + 40
        var text = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Self.width) \(height)\""
                + " font-family=\"sans-serif\" font-size=\"12\">",
            "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
            "<text x=\"\(Self.margin.left)\" y=\"20\" font-size=\"15\">\(Self.escaped(title))</text>",
        ]
        let xs = panels.flatMap(\.lines).flatMap(\.points).map(\.x)
        let right = Self.ceiling(xs.max() ?? 1)
        for (index, panel) in panels.enumerated() {
            text += draw(panel, top: 24 + Self.panelHeight * Double(index), right: right)
        }
        return (text + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private func draw(_ panel: Panel, top: Double, right: Double) -> [String] {
        let area = (
            left: Self.margin.left, top: top + Self.margin.top,
            width: Self.width - Self.margin.left - Self.margin.right,
            height: Self.panelHeight - Self.margin.top - Self.margin.bottom
        )
        let highest = panel.lines.flatMap(\.points).map(\.y).max() ?? 1
        let ceiling = Self.ceiling(max(highest, 1e-6))
        let x = { (value: Double) in area.left + value / right * area.width }
        let y = { (value: Double) in area.top + area.height - value / ceiling * area.height }
        var text = [
            "<text x=\"\(area.left)\" y=\"\(top + 24)\">\(Self.escaped(panel.title))</text>"
        ]
        for step in 0...4 {
            let (value, place) = (ceiling * Double(step) / 4, right * Double(step) / 4)
            text.append(
                "<path d=\"M\(area.left) \(y(value))h\(area.width)\" stroke=\"#ddd\"/>"
                    + "<text x=\"\(area.left - 6)\" y=\"\(y(value) + 4)\" text-anchor=\"end\">"
                    + "\(Self.short(value))</text>"
                    + "<text x=\"\(x(place))\" y=\"\(area.top + area.height + 16)\""
                    + " text-anchor=\"middle\">\(Self.short(place))</text>")
        }
        text.append(
            "<text x=\"\(area.left + area.width)\" y=\"\(area.top + area.height + 30)\""
                + " text-anchor=\"end\">\(axis)</text>")
        if let limit = panel.limit, limit <= ceiling {
            text.append(
                "<path d=\"M\(area.left) \(y(limit))h\(area.width)\" stroke=\"#b00\""
                    + " stroke-dasharray=\"4 4\"/>")
        }
        for (index, line) in panel.lines.enumerated() where !line.points.isEmpty {
            let points = line.points.map { "\(Self.tenths(x($0.x))),\(Self.tenths(y($0.y)))" }
            text.append(
                "<polyline fill=\"none\" stroke=\"\(line.color)\" stroke-width=\"2\" points=\""
                    + points.joined(separator: " ") + "\"/>")
            text += line.points.map {
                "<circle cx=\"\(Self.tenths(x($0.x)))\" cy=\"\(Self.tenths(y($0.y)))\" r=\"3\""
                    + " fill=\"\(line.color)\"/>"
            }
            let row = area.top + 12 + 18 * Double(index)
            text.append(
                "<text x=\"\(area.left + area.width + 24)\" y=\"\(row)\" fill=\"\(line.color)\">"
                    + "\(line.name)</text>")
        }
        return text
    }

    /// The next of 1, 2, 2.5, 5, 10 times a power of ten.
    static func ceiling(_ value: Double) -> Double {
        guard value > 0 else { return 1 }
        var power = 1.0
        while power * 10 <= value { power *= 10 }
        while power > value { power /= 10 }
        for factor in [1, 2, 2.5, 5] where power * factor >= value { return power * factor }
        return power * 10
    }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

    private static func short(_ value: Double) -> String {
        if value >= 1_000_000 { return "\(tenths(value / 1_000_000))M" }
        if value >= 10_000 { return "\(tenths(value / 1_000))k" }
        let rounded = (value * 1_000).rounded() / 1_000
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    private static func escaped(_ text: String) -> String {
        String(
            text.flatMap { ["<": "&lt;", ">": "&gt;", "&": "&amp;"][$0].map(Array.init) ?? [$0] })
    }
}
