/// The text of a webhook's URL.
package enum WebhookURL {
    /// Whether it is an http or https URL of plain characters with a host, and without a user, a
    /// fragment or anything that could break a line of a request. Where it leads, is judged at each
    /// delivery.
    package static func isPlain(_ text: String) -> Bool {
        guard (1...Webhook.urlLimit).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C && $0 != 0x23 })
        else { return false }
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
            return !authority.isEmpty && !authority.contains("@")
        }
        return false
    }
}
