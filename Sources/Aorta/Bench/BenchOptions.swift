import ArgumentParser
import Load

/// What `aorta bench` puts a server under.
struct BenchLoadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Two-party calls: as --rooms N --publishers 2 --subscribers 1.", valueName: "N"))
    var calls: Int?

    @Option(
        help: ArgumentHelp(
            "One sends to so many: as --rooms 1 --publishers 1 --subscribers N.", valueName: "N"))
    var broadcast: Int?

    @Option(help: ArgumentHelp("Rooms. Default 1.", valueName: "N"))
    var rooms: Int?

    @Option(help: ArgumentHelp("Publishers in each room. Default 2.", valueName: "N"))
    var publishers: Int?

    @Option(help: ArgumentHelp("Receivers of each publisher. Default 1.", valueName: "N"))
    var subscribers: Int?

    @Option(
        help: ArgumentHelp(
            "Packets of video a second a publisher; 0 for none.", valueName: "rate"))
    var videoRate = MediaShape().videoPackets

    @Option(help: ArgumentHelp("Bytes of a video packet as it is sent.", valueName: "bytes"))
    var videoSize = MediaShape().videoLength

    @Option(
        help: ArgumentHelp(
            "Frames a second, whose packets leave together.", valueName: "rate"))
    var frames = MediaShape().frameRate

    @Option(
        help: ArgumentHelp(
            "Packets of sound a second a publisher; 0 for none.", valueName: "rate"))
    var audioRate = MediaShape().audioPackets

    @Option(help: ArgumentHelp("Bytes of a packet of sound.", valueName: "bytes"))
    var audioSize = MediaShape().audioLength

    @Option(help: ArgumentHelp("Measure for so long.", valueName: "seconds"))
    var duration = LoadPlan().duration

    @Option(
        help: ArgumentHelp("Wait so long before, after all have joined.", valueName: "seconds"))
    var settle = LoadPlan().settling

    @Option(help: ArgumentHelp("Clients that begin to join each second.", valueName: "rate"))
    var joinRate = LoadPlan().joinRate

    @Option(
        help: ArgumentHelp(
            "How clients reach the server: direct, or turn-udp by its own TURN server.",
            valueName: "way"))
    var way = LoadPlan.Way.direct

    /// - Throws: what cannot be done, all at once.
    func plan() throws -> LoadPlan {
        guard [calls, broadcast].compactMap(\.self).count <= 1,
            calls == nil && broadcast == nil
                || rooms == nil && publishers == nil && subscribers == nil
        else {
            throw ValidationError(
                "give --calls, or --broadcast, or --rooms with --publishers and --subscribers")
        }
        var plan = LoadPlan()
        plan.rooms = calls ?? rooms ?? 1
        plan.publishers = broadcast == nil ? publishers ?? 2 : 1
        plan.subscribers = broadcast ?? subscribers ?? 1
        plan.shape.videoPackets = videoRate
        plan.shape.videoLength = videoSize
        plan.shape.frameRate = frames
        plan.shape.audioPackets = audioRate
        plan.shape.audioLength = audioSize
        plan.duration = duration
        plan.settling = settle
        plan.joinRate = joinRate
        plan.way = way
        let problems = plan.problems()
        guard problems.isEmpty else { throw ValidationError(problems.joined(separator: "\n")) }
        return plan
    }
}

/// Which server `aorta bench` puts under load, and on which cores.
struct BenchServerOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The server, where --serve does not start one: https://NAME or http://NAME:PORT.",
            valueName: "url"))
    var url: String?

    @Flag(help: "Start a server for it on this host, with rooms for tools and an empty folder.")
    var serve = false

    @Flag(help: "The server is a Janus with its VideoRoom; http://HOST:PORT of its HTTP API.")
    var janus = false

    @Option(
        help: ArgumentHelp(
            "Bearer token for publishing and receiving: what 'aorta token' printed.",
            valueName: "token"))
    var token: String?

    @Option(help: ArgumentHelp("For publishing alone.", valueName: "token"))
    var publishToken: String?

    @Option(help: ArgumentHelp("For receiving alone.", valueName: "token"))
    var subscribeToken: String?

    @Option(
        help: ArgumentHelp("Where publishers POST, at another server.", valueName: "path"))
    var whip = WHIPServer.Paths().whip

    @Option(help: ArgumentHelp("Where receivers POST, likewise.", valueName: "path"))
    var whep = WHIPServer.Paths().whep

    @Option(
        help: ArgumentHelp(
            "The server's process on this host, for its processor time and memory.",
            valueName: "pid"))
    var serverPid: Int32?

    @Option(
        help: ArgumentHelp(
            "Keep the server on this core. Default with --serve: the last one.",
            valueName: "core"))
    var serverCore: Int?

    @Option(
        help: ArgumentHelp(
            "Keep a thread of the load on this core. May be repeated. Default: the first core that "
                + "is not the server's.", valueName: "core"))
    var loadCore: [Int] = []

    @Flag(help: "Accept any certificate.")
    var insecure = false

    @Option(help: ArgumentHelp("Trust the certificates in this PEM file too.", valueName: "file"))
    var ca: String?

    func validate() throws {
        guard serve != (url != nil) else {
            throw ValidationError(
                "name the server's URL, or let --serve start one; not both. Try: aorta bench --serve"
            )
        }
        if let url, CheckedServer(url) == nil {
            throw ValidationError("'\(url)' is no server: write https://NAME or http://NAME:PORT")
        }
        if janus, serve || token != nil {
            throw ValidationError("--janus takes a URL, and neither --serve nor a token")
        }
        if serve, serverPid != nil {
            throw ValidationError("--server-pid is for servers that --serve did not start")
        }
        if serverCore != nil, !serve, serverPid == nil {
            throw ValidationError("--server-core needs --server-pid, or --serve")
        }
        let cores = 0..<HostWords.coreCount
        for core in loadCore + [serverCore].compactMap(\.self) where !cores.contains(core) {
            throw ValidationError("this host has cores 0 to \(cores.count - 1), not \(core)")
        }
    }
}
