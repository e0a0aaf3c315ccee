import Clinic
import Hummingbird

/// The cookie of a signed-in browser. `Lax`, so that a link in an appointment's mail works.
enum SessionCookie {
    static let name = "aorta_session"

    static func cookie(_ secret: BearerSecret, isSecure: Bool) -> Cookie {
        Cookie(
            name: name, value: secret.text, maxAge: Int(WebSession.lifetime.wholeSeconds),
            path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    /// Makes a browser forget it.
    static func gone(isSecure: Bool) -> Cookie {
        Cookie(
            name: name, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true,
            sameSite: .lax)
    }
}

/// The cookie that a join token is bound to: one browser's call session. `Lax`, so that a guest who
/// opens the link of his mail once more is the same.
enum CallCookie {
    static let name = "aorta_call"

    static func cookie(_ secret: BearerSecret, lifetime: Duration, isSecure: Bool) -> Cookie {
        Cookie(
            name: name, value: secret.text, maxAge: Int(lifetime.wholeSeconds), path: "/",
            secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    /// Makes a browser forget it.
    static func gone(isSecure: Bool) -> Cookie {
        Cookie(
            name: name, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true,
            sameSite: .lax)
    }
}
