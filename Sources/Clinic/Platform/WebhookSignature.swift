internal import Crypto

/// What proves to a platform that an event is from here and how old it is.
package enum WebhookSignature {
    package static let header = "Aorta-Signature"

    /// `t=SECONDS,v1=HEX`: HMAC-SHA256 with the secret's text over `SECONDS.BODY`.
    package static func text(of body: [UInt8], secret: BearerSecret, at now: WallTime) -> String {
        let seconds = now.milliseconds / 1000
        let signed = Array("\(seconds).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(
            for: signed, using: SymmetricKey(data: Array(secret.text.utf8)))
        return "t=\(seconds),v1=\(Hex.text(of: Array(code)))"
    }
}
