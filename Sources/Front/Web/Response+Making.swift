import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import NIOFoundationCompat

extension Response {
    /// A JSON body, never cached.
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
        return Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(data: data)))
    }

    /// JSON that is written already, never cached.
    static func json(text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// To another page of ours, by GET.
    static func redirect(_ location: String) -> Response {
        Response(
            status: .seeOther, headers: [.location: location, .cacheControl: "no-store"])
    }

    /// Where a POST leads: a redirect for a form, `{location}` for a script.
    static func onward(to location: String, for request: Request) -> Response {
        request.prefersJSON ? .json(["location": location]) : .redirect(location)
    }

    /// An embedded file, or 304 when `request` has it already.
    static func file(
        _ file: PageFile, status: HTTPResponse.Status = .ok, request: Request?
    ) -> Response {
        var headers: HTTPFields = [
            .contentType: file.type, .eTag: file.entityTag, .cacheControl: "no-cache",
        ]
        let known = request?.headers[.ifNoneMatch]?.split(separator: ",").map { tag in
            tag.drop { $0 == " " }
        }
        if let known, known.contains(where: { $0 == file.entityTag || $0 == "*" }) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentLength] = String(file.bytes.readableBytes)
        return Response(status: status, headers: headers, body: .init(byteBuffer: file.bytes))
    }
}
