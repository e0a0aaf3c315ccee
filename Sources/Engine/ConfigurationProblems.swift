/// Everything that is wrong with a configuration.
package struct ConfigurationProblems: Error, Equatable, Sendable, CustomStringConvertible {
    /// One sentence each.
    package let problems: [String]

    package var description: String { problems.joined(separator: "; ") }
}
