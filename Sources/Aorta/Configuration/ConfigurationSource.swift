/// Lays file, environment and flags over the defaults, each over the one before.
struct ConfigurationSource {
    private(set) var configuration = ServerConfiguration()
    /// What an operator has to correct, all of it: a file is mended once.
    private(set) var problems: [ConfigurationProblem] = []

    private static let keys = Dictionary(
        uniqueKeysWithValues: ConfigurationKey.all.map { ($0.path, $0) })

    /// - Parameters:
    ///   - yaml: the file's text; its name is for messages.
    mutating func lay(yaml: String, named name: String) {
        let file = ConfigurationFile(yaml: yaml, named: name, known: Array(Self.keys.keys))
        problems += file.problems
        for setting in file.settings {
            set(setting.path, to: setting.values, at: .file(name, line: setting.line))
        }
    }

    /// Variables that begin with `AORTA_` and are not ours are mistakes and are told; all others
    /// are none of our business.
    mutating func lay(environment: [String: String]) {
        var ours: Set<String> = []
        for key in ConfigurationKey.all {
            // The older name first: who sets both means the newer.
            for variable in key.olderVariables + [key.variable] {
                ours.insert(variable)
                guard let text = environment[variable], !text.isEmpty else { continue }
                set(key.path, to: Self.values(text, of: key), at: .variable(variable))
            }
        }
        for variable in environment.keys.sorted()
        where variable.hasPrefix("AORTA_") && !ours.contains(variable) {
            problems.append(
                ConfigurationProblem(
                    place: .variable(variable), text: "there is no such variable"))
        }
    }

    /// - Parameter flag: as it was typed, `--public-address`.
    mutating func lay(_ path: String, _ text: String?, flag: String) {
        guard let text else { return }
        set(path, to: [text], at: .flag(flag))
    }

    /// The same for a flag that may be repeated.
    mutating func lay(_ path: String, _ texts: [String], flag: String) {
        guard !texts.isEmpty else { return }
        set(path, to: texts, at: .flag(flag))
    }

    /// To be asked once, after the last layer.
    ///
    /// - Parameter contradictions: how several settings do not go together, one sentence each.
    mutating func finish(
        judgedBy contradictions: (ServerConfiguration) -> [String] = { $0.contradictions() }
    ) {
        guard problems.isEmpty else { return }
        problems = contradictions(configuration).map {
            ConfigurationProblem(place: .everything, text: $0)
        }
    }

    private mutating func set(
        _ path: String, to values: [String], at place: ConfigurationProblem.Place
    ) {
        guard let key = Self.keys[path] else { preconditionFailure("no key \(path)") }
        guard !key.set(values, &configuration) else { return }
        let shown = key.isSecret ? "wrong" : "'\(values.joined(separator: ", "))'"
        problems.append(
            ConfigurationProblem(
                place: place, text: "\(path) is \(shown), expected \(key.expected)"))
    }

    private static func values(_ text: String, of key: ConfigurationKey) -> [String] {
        guard key.isList else { return [text] }
        return text.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}

/// Something about the configuration that stops the start.
struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
    enum Place: Sendable, Equatable {
        case file(String, line: Int?)
        case variable(String)
        case flag(String)
        /// Of no single setting: how several of them go together.
        case everything
    }

    let place: Place
    let text: String

    var description: String {
        switch place {
        case .file(let name, let line?): "\(name):\(line): \(text)"
        case .file(let name, nil): "\(name): \(text)"
        case .variable(let name): "environment variable \(name): \(text)"
        case .flag(let name): "option \(name): \(text)"
        case .everything: text
        }
    }
}
