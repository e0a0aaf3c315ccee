/// One thing an operator can set, under all of its names.
///
/// The table ``all`` is the only place that knows them: file, environment, flags, `check-config`
/// and the test of `Config/aorta.yaml` go by it.
struct ConfigurationKey: Sendable {
    /// In the file: `section.key`.
    let path: String
    /// Environment variables of the original web application, besides ``variable``.
    let olderVariables: [String]
    /// What a value must look like, for who has to correct one.
    let expected: String
    let isList: Bool
    /// Messages don't repeat its value.
    let isSecret: Bool
    /// Puts a value in; `false` when it is not what is ``expected``.
    let set: @Sendable ([String], inout ServerConfiguration) -> Bool

    /// `AORTA_` and the path: `media.publicAddress` is `AORTA_MEDIA_PUBLIC_ADDRESS`, and
    /// `cluster.redisURL` is `AORTA_CLUSTER_REDIS_URL`.
    var variable: String {
        var name = "AORTA_"
        var isAfterLowercase = false
        for character in path {
            if character.isUppercase, isAfterLowercase { name.append("_") }
            name.append(character == "." ? "_" : character.uppercased())
            isAfterLowercase = character.isLowercase
        }
        return name
    }

    /// A key with one value, which `convert` makes of its text.
    init<Value>(
        _ path: String, _ field: any WritableKeyPath<ServerConfiguration, Value> & Sendable,
        expected: String, olderVariables: [String] = [], isSecret: Bool = false,
        _ convert: @escaping @Sendable (String) -> Value?
    ) {
        self.path = path
        self.olderVariables = olderVariables
        self.expected = expected
        isList = false
        self.isSecret = isSecret
        set = { texts, configuration in
            guard texts.count == 1, let value = convert(texts[0]) else { return false }
            configuration[keyPath: field] = value
            return true
        }
    }

    /// A key with one value, without which something else counts.
    ///
    /// Apart from the one above, where a closure's `nil` would be taken for the value.
    init<Value>(
        _ path: String, _ field: any WritableKeyPath<ServerConfiguration, Value?> & Sendable,
        expected: String, olderVariables: [String] = [], isSecret: Bool = false,
        _ convert: @escaping @Sendable (String) -> Value?
    ) {
        self.path = path
        self.olderVariables = olderVariables
        self.expected = expected
        isList = false
        self.isSecret = isSecret
        set = { texts, configuration in
            guard texts.count == 1, let value = convert(texts[0]) else { return false }
            configuration[keyPath: field] = value
            return true
        }
    }

    /// A key with a list of values, each of which `convert` makes of its text; in the environment
    /// separated by commas.
    init<Element>(
        list path: String,
        _ field: any WritableKeyPath<ServerConfiguration, [Element]> & Sendable,
        expected: String, olderVariables: [String] = [], isSecret: Bool = false,
        _ convert: @escaping @Sendable (String) -> Element?
    ) {
        self.path = path
        self.olderVariables = olderVariables
        self.expected = expected
        isList = true
        self.isSecret = isSecret
        set = { texts, configuration in
            let values = texts.compactMap(convert)
            guard values.count == texts.count else { return false }
            configuration[keyPath: field] = values
            return true
        }
    }
}
