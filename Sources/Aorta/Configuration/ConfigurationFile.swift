import Yams

/// The settings of a YAML file, with the line of each.
struct ConfigurationFile {
    struct Setting: Equatable {
        /// `section.key`, one that exists.
        let path: String
        /// One, or a list's.
        let values: [String]
        let line: Int?
    }

    private(set) var settings: [Setting] = []
    private(set) var problems: [ConfigurationProblem] = []
    private let name: String
    private let known: [String]

    /// - Parameter known: the paths that exist.
    init(yaml: String, named name: String, known: [String]) {
        self.name = name
        self.known = known
        do {
            guard let root = try Yams.compose(yaml: yaml) else { return }
            readSections(of: root)
        } catch let error as YamlError {
            complain("this is not YAML: \(error)", at: nil)
        } catch {
            complain("this is not YAML", at: nil)
        }
    }

    private mutating func readSections(of root: Node) {
        guard let sections = mapping(root, "sections, as 'server:'") else { return }
        let knownSections = Set(known.map { String($0.prefix { $0 != "." }) })
        for (name, section) in sections {
            guard let title = name.string, knownSections.contains(title) else {
                let wanted = knownSections.sorted().joined(separator: ", ")
                complain(
                    "unknown section '\(name.string ?? "")'; expected one of \(wanted)",
                    at: name.mark)
                continue
            }
            guard let keys = mapping(section, "keys below '\(title):'") else { continue }
            for (key, value) in keys { read(key, value, of: title) }
        }
    }

    private mutating func read(_ key: Node, _ value: Node, of section: String) {
        let path = "\(section).\(key.string ?? "")"
        guard known.contains(path) else {
            let wanted = known.filter { $0.hasPrefix(section + ".") }
                .map { String($0.dropFirst(section.count + 1)) }.sorted()
            return complain(
                "unknown key '\(path)'; expected one of \(wanted.joined(separator: ", "))",
                at: key.mark)
        }
        switch value {
        case .scalar(let scalar):
            // `key:` and `key: null` leave the default.
            guard value.null == nil else { return }
            add(path, [scalar.string], at: key.mark)
        case .sequence(let sequence):
            let values = sequence.compactMap { $0.scalar?.string }
            guard values.count == sequence.count else {
                return complain("\(path) is a list of lists, expected texts", at: key.mark)
            }
            add(path, values, at: key.mark)
        case .mapping, .alias:
            complain("\(path) has keys below it, expected a value", at: key.mark)
        }
    }

    /// `nil`, which an empty section is too, after a complaint where there is one to make.
    private mutating func mapping(_ node: Node, _ expected: String) -> Node.Mapping? {
        if case .mapping(let mapping) = node { return mapping }
        if node.null == nil { complain("expected \(expected)", at: node.mark) }
        return nil
    }

    private mutating func add(_ path: String, _ values: [String], at mark: Mark?) {
        settings.append(Setting(path: path, values: values, line: mark?.line))
    }

    private mutating func complain(_ text: String, at mark: Mark?) {
        problems.append(
            ConfigurationProblem(place: .file(name, line: mark?.line), text: text))
    }
}
