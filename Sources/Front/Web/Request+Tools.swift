import HTTPTypes
import Hummingbird
import Signaling

extension Request {
    /// The token of `Authorization: Bearer …` (RFC 6750 §2.1).
    var bearer: String? {
        let words = headers[.authorization]?.split(separator: " ") ?? []
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }

    /// Whether an answer in SDP is welcome; who says nothing takes all (RFC 9110 §12.5.1).
    var acceptsSDP: Bool {
        guard let accept = headers[.accept] else { return true }
        return accept.split(separator: ",").contains { kind in
            let kind = kind.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
            return ["application/sdp", "application/*", "*/*"].contains(kind)
        }
    }

    /// The body as text; what is not UTF-8 in it is replaced.
    func text(upTo limit: Int) async throws -> String {
        String(buffer: try await body.collect(upTo: limit))
    }
}

extension ICEServer {
    /// A `Link` field's value for each URL (RFC 9725 §4.6).
    var links: [String] {
        urls.map { url in
            var link = "<\(url)>; rel=\"ice-server\""
            if let username, let credential {
                link += "; username=\"\(username)\"; credential=\"\(credential)\""
                link += "; credential-type=\"password\""
            }
            return link
        }
    }
}
