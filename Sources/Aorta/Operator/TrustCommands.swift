import ArgumentParser
import Clinic
import Foundation

extension KeysCommand {
    /// `aorta keys trust`: the platform signs its own tokens.
    struct Trust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept tokens (JWT) that a hospital's platform signs itself.",
            discussion: """
                The platform's public keys, or the secret that it shares, are a JWK Set: HS256, \
                RS256 or ES256.

                  aorta keys trust --hospital st-mary --issuer https://portal.st-mary.example \
                    --audience aorta --keys jwks.json --scope appointments:read,links:write

                Each token needs iss, aud, sub and an exp within 24 hours; its scope, if it has \
                one, narrows what is allowed here. A second time replaces the first: give both \
                keys in one file while the platform changes them.
                """)

        @OptionGroup var options: DataOptions

        @Option(help: "The hospital's id.")
        var hospital: String

        @Option(help: "What the tokens name as iss.")
        var issuer: String

        @Option(help: "What the tokens name as aud.")
        var audience: String

        @Option(
            help: "The JWK Set, a JSON file.", completion: .file(extensions: ["json"]))
        var keys: String

        @Option(help: "What tokens can be good for; may be repeated, or with commas between.")
        var scope: [String]

        func validate() throws {
            for (name, text) in [("--issuer", issuer), ("--audience", audience)] {
                guard (1...PlatformTrust.nameLimit).contains(text.utf8.count) else {
                    throw ValidationError("\(name) has 1 to \(PlatformTrust.nameLimit) bytes")
                }
            }
            _ = try scopes()
        }

        private func scopes() throws -> Set<APIScope> {
            let words = scope.flatMap { $0.split(separator: ",") }
            return Set(
                try words.map { word in
                    guard let scope = APIScope(rawValue: String(word)),
                        APIScope.ofOneHospital.contains(scope)
                    else {
                        let known = APIScope.ofOneHospital.map(\.rawValue).sorted()
                        throw ValidationError(
                            "'\(word)' is no scope of a hospital; there are "
                                + known.joined(separator: ", "))
                    }
                    return scope
                })
        }

        func run() async throws {
            let trust = PlatformTrust(
                hospital: HospitalID(rawValue: hospital), issuer: issuer, audience: audience,
                keySet: try keySet(), scopes: try scopes())
            try await options.withStores { stores in
                _ = try await stores.named(hospital: hospital)
                do {
                    try await KeyRing(stores).trust(trust, by: .commandLine, at: .now())
                } catch StoreError.conflict {
                    throw StartFailure("another hospital trusts the issuer '\(issuer)'")
                }
            }
        }

        /// The file's text, once it was found to be good.
        private func keySet() throws -> String {
            guard let data = FileManager.default.contents(atPath: keys) else {
                throw StartFailure("\(keys) cannot be read")
            }
            guard data.count <= PlatformTrust.keySetLimit else {
                throw StartFailure("\(keys) has more than \(PlatformTrust.keySetLimit) bytes")
            }
            do {
                _ = try JSONDecoder().decode(TokenKeySet.self, from: data)
            } catch DecodingError.dataCorrupted(let context) {
                let place = context.codingPath.map(\.stringValue).joined(separator: ".")
                throw StartFailure("\(keys): \(place) \(context.debugDescription)")
            } catch {
                throw StartFailure("\(keys) is no JWK Set: \(error)")
            }
            return String(decoding: data, as: UTF8.self)
        }
    }

    /// `aorta keys distrust`.
    struct Distrust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Accept no tokens of a hospital's platform any more; its keys stay good.")

        @OptionGroup var options: DataOptions

        @Option(help: "The hospital's id.")
        var hospital: String

        func run() async throws {
            try await options.withStores { stores in
                let hospital = try await stores.named(hospital: hospital)
                let ended = try await KeyRing(stores).distrust(
                    hospital.id, by: .commandLine, at: .now())
                guard ended else {
                    throw StartFailure("no issuer is trusted for '\(hospital.id)'")
                }
            }
        }
    }
}
