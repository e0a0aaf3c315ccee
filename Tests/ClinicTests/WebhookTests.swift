import Clinic
import Testing

/// What platforms are told, and when it is tried again.
@Suite struct WebhookTests {
    private let now = WallTime(milliseconds: 1_800_000_000_000)
    private let hospital = HospitalID(rawValue: "h1")

    private func webhook() -> Webhook {
        Webhook(
            id: .random(), hospital: hospital, url: "https://portal.test/events",
            secret: .random(), createdAt: now, sequence: 7)
    }

    @Test func `pauses double from five seconds to an hour, and end with a success`() {
        var webhook = webhook()
        var pauses: [Duration] = []
        for _ in 0..<40 {
            webhook = webhook.failed(at: now)
            pauses.append((webhook.nextAttemptAt ?? now) - now)
        }

        #expect(pauses.prefix(3) == [.seconds(5), .seconds(10), .seconds(20)])
        #expect(pauses.last == .seconds(3600))
        #expect(!webhook.isDue(at: now + .seconds(3599)))
        #expect(webhook.isDue(at: now + .seconds(3600)))
        #expect(webhook.moved(to: 8).isDue(at: now))
        #expect(webhook.moved(to: 8).failures == 0)
    }

    @Test func `an event names nobody and is the same at each look`() throws {
        var chain = AuditChain(of: hospital)
        let entry = chain.append(
            AuditEvent(
                .callEnded, in: hospital, by: PersonID(rawValue: "p1"),
                appointment: AppointmentID(rawValue: "a1"), source: "192.0.2.1",
                detail: "ended-by-doctor", at: now))
        let event = try #require(WebhookEvent(entry))

        #expect(event.type == "call.ended")
        #expect(event.id == WebhookEvent(entry)?.id)
        #expect(event.id.hasPrefix("evt_"))
        #expect(event.sequence == 1)
    }

    @Test func `what happens at the doors and in the log is not told`() {
        for kind in AuditKind.allCases {
            let isTold = ["call_", "participant_", "recording_", "consent_", "appointment_"]
                .contains { kind.rawValue.hasPrefix($0) }
            if !isTold { #expect(WebhookEvent.type(of: kind) == nil, "\(kind)") }
        }
        for kind in [AuditKind.callStarted, .callMet, .callEnded, .recordingStarted] {
            #expect(WebhookEvent.type(of: kind) != nil)
        }
    }

    @Test func `a signature covers the time and each byte of the body`() {
        let secret = BearerSecret.random()
        let text = WebhookSignature.text(of: [1, 2, 3], secret: secret, at: now)

        #expect(text.hasPrefix("t=1800000000,v1="))
        #expect(text == WebhookSignature.text(of: [1, 2, 3], secret: secret, at: now))
        #expect(text != WebhookSignature.text(of: [1, 2, 4], secret: secret, at: now))
        #expect(text != WebhookSignature.text(of: [1, 2, 3], secret: .random(), at: now))
        #expect(
            text != WebhookSignature.text(of: [1, 2, 3], secret: secret, at: now + .seconds(1)))
    }

    @Test(arguments: [
        "", "ftp://a/", "https://", "https:///x", "https://a b/", "https://u:p@a/", "https://a/#x",
        "https://a/\r\nX: y", "https://a\\b/", "https://ä/",
    ])
    func `a URL that could mean another thing is none`(text: String) {
        #expect(!WebhookURL.isPlain(text))
    }

    @Test(arguments: ["https://a", "https://a:8443/x?y=z", "http://10.0.0.1/hook"])
    func `a plain URL is taken`(text: String) {
        #expect(WebhookURL.isPlain(text))
    }
}
