import Clinic

/// Compares a ClientHello with what the browser that sent the request would have said.
///
/// A proxy that inspects TLS ends the browser's connection and opens one of its own: the request
/// still names the browser, but the ClientHello is another program's. Only what browsers have kept
/// for years is looked at, so that a new version of one is not taken for a proxy.
enum ClientHelloComparison {
    /// - Parameters:
    ///   - hello: as it came here; `nil` where TLS ended elsewhere.
    ///   - software: the request's `User-Agent`.
    static func verdict(on hello: ClientHello?, software: String) -> InspectionVerdict {
        guard let hello, let browser = Browser(software) else { return .unknown }
        let reasons = Reason.allCases.filter { $0.holds(for: hello, of: browser) }
        return reasons.isEmpty ? .none : .likely(reasons: reasons.map(\.rawValue))
    }

    /// Whose TLS it is: browsers share few libraries.
    enum Browser {
        /// Chrome, Edge, Opera, on everything but iOS.
        case chromium
        case firefox
        /// Safari, and every browser on iOS.
        case webKit

        init?(_ software: String) {
            let isApple = software.contains("iPhone") || software.contains("iPad")
            if isApple, software.contains("AppleWebKit/") {
                self = .webKit
            } else if software.contains("Firefox/") {
                self = .firefox
            } else if software.contains("Chrome/") || software.contains("Chromium/") {
                self = .chromium
            } else if software.contains("Version/"), software.contains("Safari/") {
                self = .webKit
            } else {
                return nil
            }
        }

        var sendsGREASE: Bool { self != .firefox }

        /// Extensions that it has sent for years: signed certificate timestamps (18), certificate
        /// compression (27), record size limit (28), delegated credentials (34).
        var extensions: [UInt16] {
            switch self {
            case .chromium: [18, 27]
            case .firefox: [28, 34]
            case .webKit: [18]
            }
        }
    }

    /// What does not fit; the raw value is shown, in the words of the pages' strings file.
    enum Reason: String, CaseIterable {
        case noGREASE = "no_grease"
        case grease
        case foreignCiphers = "cipher_order"
        case noProtocol = "no_alpn"
        case extensions
        case oldVersion = "old_version"

        func holds(for hello: ClientHello, of browser: Browser) -> Bool {
            let suites = hello.cipherSuites
            let hasGREASE = suites.first.map(ClientHello.isGREASE) ?? false
            switch self {
            case .noGREASE: return browser.sendsGREASE && !hasGREASE
            case .grease: return !browser.sendsGREASE && hello.hasGREASE
            case .foreignCiphers:
                return suites.contains { CipherSuites.ofNoBrowser.contains($0) }
                    || Set(suites.drop(while: ClientHello.isGREASE).prefix(3))
                        != CipherSuites.ofTLS13
            case .noProtocol: return !hello.applicationProtocols.contains("http/1.1")
            case .extensions: return !browser.extensions.allSatisfy(hello.extensions.contains)
            case .oldVersion: return !hello.supportedVersions.contains(0x0304)
            }
        }
    }

    private enum CipherSuites {
        /// Every browser begins with these, in an order that follows its processor.
        static let ofTLS13: Set<UInt16> = [0x1301, 0x1302, 0x1303]
        /// Finite-field Diffie-Hellman, CBC with SHA-2, CCM, and the renegotiation signal
        /// (RFC 5746 §3.3): libraries' defaults that browsers dropped long ago.
        static let ofNoBrowser: Set<UInt16> = [
            0x0033, 0x0039, 0x0067, 0x006B, 0x009E, 0x009F, 0xCCAA, 0xC0A2, 0xC0A3, 0xC0AC,
            0xC0AD, 0x003C, 0x003D, 0x00FF,
        ]
    }
}
