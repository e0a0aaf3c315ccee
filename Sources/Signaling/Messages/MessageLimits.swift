/// The limits of PROTOCOL.md, section "Limits".
package enum MessageLimits {
    /// Of one message's UTF-8 text, measured before anything is parsed.
    package static let messageByteCount = 64 * 1024
    /// Of nested arrays and objects, checked before Foundation's recursive parser sees the text.
    package static let depth = 32
    /// Of `id`, mids and participants' ids.
    package static let identifierByteCount = 64
    /// Of a displayed name.
    package static let nameCharacterCount = 80
    package static let chatCharacterCount = 4000
    package static let descriptionByteCount = 60_000
    package static let candidateByteCount = 1024
    /// Of `sources`, `capabilities.codecs` and `pictures`.
    package static let entryCount = 32
}
