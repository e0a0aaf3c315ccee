/// A request of Janus's API, field by field as its JSON.
struct JanusMessage: Encodable {
    let janus: String
    var plugin: String?
    let transaction: String
    let body: JanusBody?
    let jsep: JanusDescription?

    init(_ janus: String, body: JanusBody? = nil, jsep: JanusDescription? = nil) {
        self.janus = janus
        self.body = body
        self.jsep = jsep
        transaction = String(UInt64.random(in: 0 ... .max), radix: 36)
    }
}

/// What the VideoRoom is asked.
struct JanusBody: Encodable {
    let request: String
    var room: UInt64?
    var ptype: String?
    var id: UInt64?
    var streams: [Stream]?
    var publishers: Int?
    var bitrate: Int?
    var videocodec: String?
    var audiocodec: String?

    struct Stream: Encodable {
        let feed: UInt64
    }

    init(request: String, room: UInt64? = nil) {
        self.request = request
        self.room = room
    }
}

struct JanusDescription: Codable {
    let type: String
    let sdp: String
}

/// A response or an event, as far as the bench reads it.
struct JanusReply: Decodable {
    let janus: String
    let transaction: String?
    let data: Identifier?
    let plugindata: PluginData?
    let jsep: JanusDescription?
    let error: APIFailure?

    struct Identifier: Decodable {
        let id: UInt64
    }

    struct PluginData: Decodable {
        let data: Contents

        struct Contents: Decodable {
            let error: String?
        }
    }

    struct APIFailure: Decodable {
        let code: Int
        let reason: String
    }

    /// In Janus's words; `nil` where nothing failed.
    var failure: String? { error?.reason ?? plugindata?.data.error }
}
