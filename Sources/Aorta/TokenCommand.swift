import ArgumentParser
import Clinic

/// `aorta token`: prints a token with which a tool publishes or plays.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print a token for an encoder or a player (WHIP and WHEP).",
        discussion: """
            The server it is for runs with the same data folder and with --tool-rooms. An encoder \
            publishes by WHIP, a player receives by WHEP:

              TOKEN=$(aorta token publish studio)
              https://HOST/whip/studio/camera     Authorization: Bearer $TOKEN
              https://HOST/whep/studio/camera     with a token of 'aorta token subscribe studio'

            A token for several rooms ends in an asterisk: aorta token publish,subscribe 'test-*'. \
            Tokens are signed, not stored; --revoke-all ends all of them, and the sessions that \
            they have begun.
            """)

    @Argument(
        help: ArgumentHelp("publish, subscribe, or publish,subscribe.", valueName: "scope"))
    var scope: String?

    @Argument(
        help: ArgumentHelp(
            "The room: 1 to 64 letters, digits, dots, hyphens, underscores.", valueName: "room"))
    var room: String?

    @Option(
        help: ArgumentHelp("How long it is good: 90s, 30m, 12h or 7d.", valueName: "time"))
    var ttl = "1h"

    @Option(
        help: ArgumentHelp(
            "The server's data folder. Default: as aorta serve has it.", valueName: "folder"))
    var data: String?

    @Flag(help: "End all tokens that were made so far, and print none.")
    var revokeAll = false

    @OptionGroup var source: SourceOptions

    func validate() throws {
        guard !revokeAll else {
            guard scope == nil, room == nil else {
                throw ValidationError("--revoke-all takes no scope and no room")
            }
            return
        }
        _ = try wish()
    }

    func run() async throws {
        let configuration = try source.load { layers in
            layers.lay("server.data", data, flag: "--data")
        } judgedBy: { _ in
            []
        }
        let secret = try ToolSecret(folder: configuration.dataFolder)
        if revokeAll { return try secret.renew() }
        let (scopes, rooms, lifetime) = try wish()
        guard let key = secret.key else { throw StartFailure("the secret cannot be read") }
        print(key.text(of: .mint(scopes, in: rooms, at: .now(), lifetime: lifetime)))
    }

    private func wish() throws -> (Set<ToolToken.Scope>, ToolRoomPattern, Duration) {
        guard let scope, let room else {
            throw ValidationError("a scope and a room are needed, as in: token publish studio")
        }
        let names = scope.split(separator: ",").map(String.init)
        let scopes = names.compactMap(ToolToken.Scope.init(rawValue:))
        guard !scopes.isEmpty, scopes.count == names.count else {
            throw ValidationError("the scope is publish, subscribe or publish,subscribe")
        }
        guard let rooms = ToolRoomPattern(room) else {
            throw ValidationError(
                "a room is 1 to 64 letters, digits, dots, hyphens and underscores, and no UUID; "
                    + "several end in *")
        }
        guard let lifetime = Self.duration(ttl) else {
            throw ValidationError("--ttl is a time from 1s to 365d, as 90s, 30m, 12h or 7d")
        }
        return (Set(scopes), rooms, lifetime)
    }

    /// `12h` and the like.
    static func duration(_ text: String) -> Duration? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
            (1...31_536_000).contains(count), count * unit <= 31_536_000
        else { return nil }
        return .seconds(count * unit)
    }
}
