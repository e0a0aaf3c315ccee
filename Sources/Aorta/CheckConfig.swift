import ArgumentParser

/// `aorta check-config`: says what would stop a start, without starting.
struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check flags, environment and file, then exit: 0 when a server could start.",
        discussion: "Takes the flags of `aorta serve`. Names every problem with file and line.")

    @OptionGroup var options: ServeOptions

    func run() async throws {
        let configuration = try options.load()
        let doors = [
            configuration.httpsListener.map { "HTTPS on \($0.endpoint)" },
            configuration.server.http.map { "HTTP on \($0.endpoint)" },
            "media on \(configuration.media.udp.endpoint)", "data in \(configuration.dataFolder)",
        ]
        print("The configuration is good: " + doors.compactMap(\.self).joined(separator: ", "))
    }
}
