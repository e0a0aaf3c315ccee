import ArgumentParser
import Foundation
import Load

/// `aorta bench`: puts a server under load, and says what it carries and what that costs.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a server under load and measure it.",
        discussion: """
            Joins as many clients as you say, by real ICE, DTLS and SRTP on sockets of their own, \
            sends synthetic video and sound, and measures: packets forwarded, lost and delayed, the \
            time to connect and, where the server runs on this host, its processor time a packet \
            and its memory.

              aorta bench --serve                       one two-party call, a server of its own
              aorta bench --serve --calls 100           100 two-party calls
              aorta bench --serve --broadcast 100       one sends to a hundred
              aorta bench --serve --calls 50 --ramp     how many calls does one core carry?
              aorta bench --serve --calls 10 --json r.json --plot r.svg

            Against another server, Aorta or any that has WHIP and WHEP:

              aorta serve --tool-rooms …                and on the same host
              aorta token --data DIR publish,subscribe 'bench-*'
              aorta bench https://video.example --token TOKEN --calls 20

            Rooms are named bench-0, bench-1 and so on, publishers p0, p1. A receiver has a \
            connection of its own to each publisher it receives.

            Delay runs from a publisher's send to the kernel's receipt for the receiver, both by the \
            clock of this host, so the waiting of the generator itself is not in it. Loss is raw: \
            clients ask for nothing again and repeat nothing. Give the server and the load a core \
            each, and compare only runs of one host, one right after the other: shared machines \
            change their speed.

            Exit status: 0 when all clients joined and media came through, for --ramp when at least \
            one level was within the limits; 1 otherwise; 64 when the command line is wrong. \
            Control-C ends it early with 130; what was measured until then is told and saved.
            """)

    @OptionGroup(title: "Server")
    var server: BenchServerOptions

    @OptionGroup(title: "Load")
    var load: BenchLoadOptions

    @Flag(help: "Look for the highest load within the limits, from the load given upwards.")
    var ramp = false

    @Option(
        help: ArgumentHelp(
            "What a ramp raises: rooms or subscribers. Default: subscribers with --broadcast.",
            valueName: "what"))
    var raise: LoadRamp.Growth?

    @Option(help: ArgumentHelp("Where a ramp ends at the latest.", valueName: "N"))
    var rampEnd = 5_000

    @Option(help: ArgumentHelp("Most loss within the limits, in percent.", valueName: "percent"))
    var maxLoss = LoadLimits().loss * 100

    @Option(
        help: ArgumentHelp(
            "Longest delay within the limits, of 99 in 100 packets, in milliseconds.",
            valueName: "ms"))
    var maxDelay = LoadLimits().delay

    @Option(help: ArgumentHelp("Save all figures here, as JSON.", valueName: "file"))
    var json: String?

    @Option(help: ArgumentHelp("Draw them here, as SVG.", valueName: "file"))
    var plot: String?

    @Flag(help: "Say no word while it works, only the result.")
    var quiet = false

    func validate() throws {
        _ = try load.plan()
    }

    func run() async throws {
        ServerProcess.raiseDescriptorLimit()
        var plan = try load.plan()
        let cores = chosenCores()
        plan.cores = cores.load
        var own: BenchedServer?
        if server.serve { own = try await BenchedServer.start(core: cores.server) }
        do {
            try await runUntilStopped(plan, cores.server, own)
        } catch {
            await own?.stop()
            throw (error as? LoadError).map { StartFailure($0.description) } ?? error
        }
        await own?.stop()
    }

    /// Control-C ends a window early: what it has shown until then is told and saved.
    private func runUntilStopped(
        _ plan: LoadPlan, _ serverCore: Int?, _ own: BenchedServer?
    ) async throws {
        let signals = StopSignals()
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await signals.wait()
                return true
            }
            tasks.addTask {
                try await run(plan, serverCore, own)
                return false
            }
            defer { tasks.cancelAll() }
            guard try await tasks.next() == true, !Task.isCancelled else { return }
            tasks.cancelAll()
            _ = try await tasks.next()
            throw ExitCode(Self.stoppedStatus)
        }
    }

    private static let stoppedStatus: Int32 = 130

    private func run(_ plan: LoadPlan, _ serverCore: Int?, _ own: BenchedServer?) async throws {
        let process = own?.process ?? server.serverPid.map(ServerProcess.init)
        if let process, process.read() == nil {
            throw StartFailure("there is no process \(process.pid) whose figures may be read")
        }
        if let serverCore, own == nil { try process?.pin(to: serverCore) }
        if let core = plan.cores.first { try ServerProcess.own.pin(to: core) }
        let words = BenchWords(isQuiet: quiet)
        let adapter = try adapter(own)
        words.begin(plan, adapter.name)
        let series = Series()
        let generator = try LoadGenerator(plan, against: adapter, process: process) { progress in
            words.progress(progress)
            if case .measuring(let level) = progress { series.append(level) }
        }
        var result = result(adapter, plan, serverCore, own)
        do {
            try await measure(plan, by: generator, into: &result, words)
        } catch {
            await generator.end()
            throw error
        }
        await generator.end()
        words.end(result)
        try save(result, series.levels)
        let isCarried =
            ramp ? result.highest != nil : (result.levels.last.map(Self.works) ?? false)
        guard isCarried else { throw ExitCode.failure }
    }

    private func measure(
        _ plan: LoadPlan, by generator: LoadGenerator, into result: inout LoadResult,
        _ words: BenchWords
    ) async throws {
        guard ramp else {
            try await generator.resize(to: plan)
            let level = await generator.measure(plan)
            result.levels = [level]
            result.breaches = [result.limits.breach(by: level)]
            if result.breaches == [nil] { result.highest = 0 }
            return words.tell(level)
        }
        let growth = raise ?? (load.broadcast == nil ? .rooms : .subscribers)
        let search = LoadRamp(growth, limits: result.limits, highest: rampEnd)
        let found = try await search.run(plan, by: generator) { words.tell($0, breach: $1) }
        result.levels = found.levels
        result.breaches = found.levels.map { result.limits.breach(by: $0) }
        result.highest = found.highest
    }

    private static func works(_ level: LoadLevel) -> Bool {
        level.joinFailures == 0 && level.forwardedPerSecond > 0
            && level.counters.packetsWrong + level.counters.packetsForged == 0
    }

    // MARK: Choices

    /// The server on the last core and the load on the first, where there are two and nobody said
    /// otherwise.
    private func chosenCores() -> (server: Int?, load: [Int]) {
        let count = HostWords.coreCount
        let core = server.serverCore ?? (server.serve && count > 1 ? count - 1 : nil)
        if !server.loadCore.isEmpty { return (core, server.loadCore) }
        guard let core else { return (nil, []) }
        return (core, (0..<count).first { $0 != core }.map { [$0] } ?? [])
    }

    private func adapter(_ own: BenchedServer?) throws -> any LoadServer {
        guard let target = CheckedServer(own?.url ?? server.url ?? "") else {
            throw ExitCode.validationFailure
        }
        let network: CheckNetwork
        do {
            network = try CheckNetwork(
                authorities: server.ca, isInsecure: server.insecure, proxy: nil,
                limit: .seconds(10))
        } catch {
            throw StartFailure("\(server.ca ?? "the certificates") cannot be read: \(error)")
        }
        let http = BenchHTTP(server: target, network: network)
        if server.janus { return JanusServer(http: http) }
        let token = own?.token ?? server.token
        return WHIPServer(
            name: own == nil ? target.url : "Aorta \(AortaVersion.text)",
            http: http,
            paths: .init(whip: server.whip, whep: server.whep),
            publishToken: server.publishToken ?? token,
            subscribeToken: server.subscribeToken ?? token)
    }

    private func result(
        _ adapter: any LoadServer, _ plan: LoadPlan, _ serverCore: Int?, _ own: BenchedServer?
    ) -> LoadResult {
        var limits = LoadLimits()
        limits.loss = maxLoss / 100
        limits.delay = maxDelay
        return LoadResult(
            tool: "aorta \(AortaVersion.text)", server: adapter.name,
            url: own?.url ?? server.url ?? "",
            host: .init(
                kernel: HostWords.kernel, processor: HostWords.processor,
                cores: HostWords.coreCount, serverCore: serverCore, loadCores: plan.cores),
            plan: plan, limits: limits)
    }

    private func save(_ result: LoadResult, _ series: [LoadLevel]) throws {
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try write(String(decoding: try encoder.encode(result), as: UTF8.self) + "\n", to: json)
        }
        guard let plot else { return }
        let drawn =
            ramp
            ? LoadPlot(result, series: result.levels)
            : LoadPlot(result, series: series, seconds: series.map(\.seconds))
        try write(drawn.svg, to: plot)
    }

    private func write(_ text: String, to path: String) throws {
        do { try text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
            throw StartFailure("\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}

extension LoadRamp.Growth: ExpressibleByArgument {}
extension LoadPlan.Way: ExpressibleByArgument {}
