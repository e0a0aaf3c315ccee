internal import Crypto

/// What the long-term credential mechanism derives from a name and a password (RFC 8489 §9.2.2,
/// §14.4, §18.5.1).
///
/// Names, realms and passwords are taken as the UTF-8 they came in, with a bound on their length:
/// OpaqueString (RFC 8265 §4.2) would only map rare spaces and compose accents, which whoever
/// gives out the credentials has done.
package enum LongTermKey {
    /// MD5 of `name:realm:password`, 16 bytes.
    package static func md5(name: [UInt8], realm: [UInt8], password: [UInt8]) -> [UInt8] {
        Array(Insecure.MD5.hash(data: joined(name, realm, password)))
    }

    /// SHA-256 of `name:realm:password`, 32 bytes.
    package static func sha256(name: [UInt8], realm: [UInt8], password: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: joined(name, realm, password)))
    }

    /// What USERHASH holds in place of a name: SHA-256 of `name:realm`, 32 bytes.
    package static func userhash(name: [UInt8], realm: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: name + [UInt8(ascii: ":")] + realm))
    }

    private static func joined(
        _ name: [UInt8], _ realm: [UInt8], _ password: [UInt8]
    ) -> [UInt8] {
        name + [UInt8(ascii: ":")] + realm + [UInt8(ascii: ":")] + password
    }
}
