/// What a TLS client offers before anything is secret (RFC 8446 §4.1.2): enough to tell a browser
/// from a middlebox that speaks in its place.
///
/// Pure; hostile bytes never trap. Lists keep the order of the wire, GREASE values (RFC 8701)
/// included.
package struct ClientHello: Equatable, Sendable {
    /// 0x0303 by everyone since TLS 1.2.
    package let legacyVersion: UInt16
    package let cipherSuites: [UInt16]
    /// The types of the extensions.
    package let extensions: [UInt16]
    package let supportedGroups: [UInt16]
    package let supportedVersions: [UInt16]
    package let signatureAlgorithms: [UInt16]
    package let applicationProtocols: [String]
    /// The name of the server, as the client wrote it.
    package let serverName: String?

    /// Whether any value was there only to keep servers tolerant, as Chromium sends and hardly
    /// any middlebox.
    package var hasGREASE: Bool {
        [cipherSuites, extensions, supportedGroups, supportedVersions]
            .contains { $0.contains(where: Self.isGREASE) }
    }

    /// What the bytes that have come so far are.
    enum Reading: Equatable {
        case incomplete
        /// No ClientHello, or a longer one than anybody sends.
        case malformed
        case hello(ClientHello)
    }

    /// So many bytes of records are read at most. Browsers send 2 KB with post-quantum key shares.
    static let longest = 8_192

    /// - Parameter records: the stream's first TLS records; what follows the message is left alone.
    package init?(parsing records: [UInt8]) {
        guard case .hello(let hello) = Self.read(records) else { return nil }
        self = hello
    }

    /// 0x0A0A, 0x1A1A … 0xFAFA (RFC 8701 §2).
    package static func isGREASE(_ value: UInt16) -> Bool {
        value & 0x0F0F == 0x0A0A && value >> 8 == value & 0xFF
    }

    static func read(_ records: [UInt8]) -> Reading {
        var stream = TLSVector(records[...])
        var message: [UInt8] = []
        while true {
            if let length = messageLength(message) {
                guard message.first == 1, length <= longest else { return .malformed }
                if message.count >= 4 + length {
                    return ClientHello(body: message[4..<(4 + length)]).map { .hello($0) }
                        ?? .malformed
                }
            }
            guard stream.consumed < longest else { return .malformed }
            guard let type = stream.uint8(), let major = stream.uint8(), stream.uint8() != nil,
                let length = stream.uint16()
            else { return .incomplete }
            guard type == 0x16, major == 0x03, length > 0, Int(length) <= longest
            else { return .malformed }
            guard let fragment = stream.bytes(Int(length)) else { return .incomplete }
            message += fragment
        }
    }

    /// Of a handshake message without its own header; `nil` before that has come.
    private static func messageLength(_ message: [UInt8]) -> Int? {
        guard message.count >= 4 else { return nil }
        return Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3])
    }

    private init?(body: ArraySlice<UInt8>) {
        var body = TLSVector(body)
        guard let version = body.uint16(), body.bytes(32) != nil, body.vector8() != nil,
            let cipherSuites = body.vector16()?.numbers(), body.vector8() != nil
        else { return nil }
        var read = Extensions()
        if !body.isEmpty {
            guard var list = body.vector16(), body.isEmpty else { return nil }
            while !list.isEmpty {
                guard let type = list.uint16(), let value = list.vector16(), read.add(type, value)
                else { return nil }
            }
        }
        legacyVersion = version
        self.cipherSuites = cipherSuites
        extensions = read.types
        supportedGroups = read.groups
        supportedVersions = read.versions
        signatureAlgorithms = read.signatureAlgorithms
        applicationProtocols = read.protocols
        serverName = read.serverName
    }

    private struct Extensions {
        var types: [UInt16] = []
        var groups: [UInt16] = []
        var versions: [UInt16] = []
        var signatureAlgorithms: [UInt16] = []
        var protocols: [String] = []
        var serverName: String?

        /// `false` where the value is none of its type.
        mutating func add(_ type: UInt16, _ value: TLSVector) -> Bool {
            types.append(type)
            var value = value
            switch type {
            case 0: return addServerName(&value)
            case 10: return fill(&groups, from: value.vector16())
            case 13: return fill(&signatureAlgorithms, from: value.vector16())
            case 16: return addProtocols(&value)
            case 43: return fill(&versions, from: value.vector8())
            default: return true
            }
        }

        private func fill(_ list: inout [UInt16], from vector: TLSVector?) -> Bool {
            guard let numbers = vector?.numbers() else { return false }
            list = numbers
            return true
        }

        /// RFC 6066 §3; only names of hosts exist.
        private mutating func addServerName(_ value: inout TLSVector) -> Bool {
            guard var list = value.vector16() else { return false }
            guard list.uint8() == 0, let name = list.vector16() else { return false }
            serverName = String(decoding: name.bytes, as: UTF8.self)
            return true
        }

        /// RFC 7301 §3.1.
        private mutating func addProtocols(_ value: inout TLSVector) -> Bool {
            guard var list = value.vector16() else { return false }
            while !list.isEmpty {
                guard let name = list.vector8() else { return false }
                protocols.append(String(decoding: name.bytes, as: UTF8.self))
            }
            return true
        }
    }
}
