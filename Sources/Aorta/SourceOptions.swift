import ArgumentParser
import Foundation

/// Where settings come from besides a command's own flags.
struct SourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read settings from this YAML file.",
            discussion: """
                Flags go before environment variables, these before the file, and the file \
                before the defaults. A key's variable is its path: media.publicAddress is \
                AORTA_MEDIA_PUBLIC_ADDRESS. Config/aorta.yaml documents all of them.
                """, valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "trace, debug, info, notice, warning, error or critical. Default info.",
            valueName: "level"))
    var logLevel: String?

    /// The defaults, the file and the environment, with `flags` laid over them.
    ///
    /// - Throws: every problem at once, as an exit with a message.
    func load(
        flags: (inout ConfigurationSource) -> Void,
        judgedBy contradictions: (ServerConfiguration) -> [String]
    ) throws -> ServerConfiguration {
        var environment = ProcessInfo.processInfo.environment
        let file = config ?? environment["AORTA_CONFIG"]
        environment["AORTA_CONFIG"] = nil
        var source = ConfigurationSource()
        if let file {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw ValidationError("\(file) cannot be read as UTF-8 text")
            }
            source.lay(yaml: text, named: file)
        }
        source.lay(environment: environment)
        flags(&source)
        source.lay("log.level", logLevel, flag: "--log-level")
        source.finish(judgedBy: contradictions)
        guard source.problems.isEmpty else {
            let lines = source.problems.map { "  \($0)" }.joined(separator: "\n")
            throw StartFailure("the configuration has to be corrected:\n\(lines)")
        }
        return source.configuration
    }
}
