import ArgumentParser
import Logging

/// `aorta serve`: the server, until it is told to stop.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the server.",
        discussion: """
            Stops on SIGTERM or Control-C: calls are told, recordings are closed, and it exits \
            with 0 within five seconds. A second signal ends it at once.
            """)

    @OptionGroup var options: ServeOptions

    func run() async throws {
        let configuration = try options.load()
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = configuration.log.level
            return handler
        }
        try await RelayServer(configuration: configuration).run()
    }
}
