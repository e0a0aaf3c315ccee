import Foundation
import Load

/// A server that a bench starts for itself: this program, on loopback, with a folder that goes when
/// the bench does.
struct BenchedServer: Sendable {
    let url: String
    let process: ServerProcess
    let token: String
    private let folder: URL
    private let ended: AsyncStream<Int32>

    private static let room = "bench-*"

    /// - Parameter core: that it stays on; `nil` for any.
    /// - Throws: ``StartFailure`` with what the server said.
    static func start(core: Int?) async throws -> BenchedServer {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "aorta-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            return try await start(in: folder, core: core)
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    private static func start(in folder: URL, core: Int?) async throws -> BenchedServer {
        let (http, udp) = (try freePort(SOCK_STREAM), try freePort(SOCK_DGRAM))
        let log = folder.appending(path: "server.log")
        let data = folder.appending(path: "data").path()
        try Data().write(to: log)
        let process = program([
            "serve", "--http", "127.0.0.1:\(http)", "--udp", "127.0.0.1:\(udp)",
            "--public-address", "127.0.0.1", "--data", data, "--tool-rooms",
        ])
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        let (ended, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            continuation.yield(process.terminationStatus)
            continuation.finish()
        }
        try run(process, on: core)
        let server = CheckedServer("http://127.0.0.1:\(http)")
        guard let server, await isReady(server, process) else {
            let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            process.terminate()
            throw StartFailure("the server did not start: \(said.suffix(1_000))")
        }
        return BenchedServer(
            url: server.url, process: ServerProcess(pid: process.processIdentifier),
            token: try token(data), folder: folder, ended: ended)
    }

    /// Ends the server and takes its folder away.
    func stop() async {
        kill(process.pid, SIGTERM)
        for await _ in ended {}
        try? FileManager.default.removeItem(at: folder)
    }

    /// A child inherits the core of the thread that starts it.
    private static func run(_ process: Process, on core: Int?) throws {
        guard let core else { return try process.run() }
        try ServerProcess.pinThread(to: core)
        try process.run()
    }

    private static func program(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        return process
    }

    private static func isReady(_ server: CheckedServer, _ process: Process) async -> Bool {
        guard
            let network = try? CheckNetwork(
                authorities: nil, isInsecure: false, proxy: nil, limit: .seconds(1))
        else { return false }
        let http = BenchHTTP(server: server, network: network)
        for _ in 0..<200 where process.isRunning {
            if let answer = try? await http.request("GET", "/healthz"), answer.status == 200 {
                return true
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    /// Good for all rooms of a load, both to publish and to receive.
    private static func token(_ data: String) throws -> String {
        let process = program(["token", "--data", data, "publish,subscribe", room, "--ttl", "24h"])
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let token = String(decoding: said, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard process.terminationStatus == 0, !token.isEmpty else {
            throw StartFailure("the server's tokens cannot be made")
        }
        return token
    }

    private static func freePort(_ type: __socket_type) throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(descriptor, name, length) == 0 && getsockname(descriptor, name, &length) == 0
            }
        }
        guard isBound else { throw StartFailure("this host has no free port on loopback") }
        return UInt16(bigEndian: address.sin_port)
    }
}
