import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationCompat

extension HTTPField.Name {
    static var xForwardedFor: Self { known("X-Forwarded-For") }
    static var xForwardedProto: Self { known("X-Forwarded-Proto") }
    static var acceptPost: Self { known("Accept-Post") }
    static var acceptPatch: Self { known("Accept-Patch") }
    static var link: Self { known("Link") }
    static var csrfToken: Self { known("X-CSRF-Token") }
    static var fetchSite: Self { known("Sec-Fetch-Site") }
    static var permissionsPolicy: Self { known("Permissions-Policy") }
    static var referrerPolicy: Self { known("Referrer-Policy") }
    static var openerPolicy: Self { known("Cross-Origin-Opener-Policy") }
    static var resourcePolicy: Self { known("Cross-Origin-Resource-Policy") }

    /// - Parameter name: one of the tokens above, so that it always is one.
    private static func known(_ name: String) -> Self {
        guard let name = Self(name) else { preconditionFailure("not a field name") }
        return name
    }
}

extension Request {
    /// Whether JSON is asked for rather than a page: `application/json` stands before `text/html`
    /// or without it. Weights are not needed by any client of ours.
    var prefersJSON: Bool {
        guard let accept = headers[.accept] else { return isJSON }
        let kinds = accept.split(separator: ",").map { kind in
            kind.prefix { $0 != ";" }.filter { $0 != " " }
        }
        guard let json = kinds.firstIndex(of: "application/json") else { return false }
        return kinds.firstIndex(of: "text/html").map { json < $0 } ?? true
    }

    var isForm: Bool { mediaType == "application/x-www-form-urlencoded" }
    var isJSON: Bool { mediaType == "application/json" }

    private var mediaType: String? {
        headers[.contentType].map { $0.prefix { $0 != ";" }.lowercased() }
    }

    /// Path and query, where they can be come back to by a redirect; `nil` for anything that a
    /// browser might take for another site.
    var localTarget: String? {
        guard let path = head.path, LocalPath.isLocal(path) else { return nil }
        return path
    }

    /// The body as JSON.
    ///
    /// - Throws: ``Refusal`` 400 when it is not, or nests deeper than a message of ours can.
    func json<Body: Decodable>(_ type: Body.Type) async throws -> Body {
        let buffer = try await body.collect(upTo: FrontLimits().bodyBytes)
        guard JSONDepth.isBearable(buffer.readableBytesView) else {
            throw Refusal.badRequest("The JSON nests too deep.")
        }
        guard let value = try? JSONDecoder().decode(type, from: buffer) else {
            throw Refusal.badRequest("The body is not the JSON that is expected here.")
        }
        return value
    }
}

/// Where a redirect may lead to.
enum LocalPath {
    /// A path of this very site: `//host` and `/\host` are not.
    static func isLocal(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= 1024 else { return false }
        guard bytes.count == 1 || !(bytes[1] == UInt8(ascii: "/") || bytes[1] == UInt8(ascii: "\\"))
        else { return false }
        return bytes.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }
    }
}

/// Foundation's parser recurses once a level: the depth is checked before.
enum JSONDepth {
    static let limit = 32

    static func isBearable(_ bytes: some Sequence<UInt8>) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isInString: isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "[") where !isInString, UInt8(ascii: "{") where !isInString:
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "]") where !isInString, UInt8(ascii: "}") where !isInString:
                depth -= 1
            default: break
            }
        }
        return true
    }
}
