import Foundation
import Testing

/// Whole calls through the built server, by browsers and by libwebrtc.
///
/// One at a time: browsers starve each other on a small machine.
@Suite(.serialized) struct InteropTests {
    @Test func `an invited guest takes part, without an account and by his own link`()
        async throws
    {
        try await Driver("guests", limit: .seconds(180)).run()
    }

    @Test func `a consultation needs no pointer, and the focus is always seen`() async throws {
        try await Driver("keyboard_call", limit: .seconds(180)).run()
    }

    @Test func `hospitals, tabs, links, restarts and the longest call keep to their rules`()
        async throws
    {
        try await Driver("browser_rules", limit: .seconds(360)).run()
    }

    @Test func `no page has a serious fault for those who cannot see it well`() async throws {
        try await Driver("accessibility", limit: .seconds(300)).run()
    }

    @Test func `who may not enter is refused, and the audit log knows`() async throws {
        try await Driver("refusals", limit: .seconds(60)).run()
    }

    @Test(arguments: ["VP8", "VP9", "AV1"])
    func `two libwebrtc clients see and hear each other`(codec: String) async throws {
        try await Driver("codecs", codec, limit: .seconds(60)).run()
    }

    @Test(arguments: ["VP8", "VP9", "AV1"])
    func `libwebrtc publishes by WHIP, and two others receive by WHEP`(codec: String) async throws {
        try await Driver("tools", codec, limit: .seconds(90)).run()
    }

    @Test func `of three simulcast layers the best one that flows is seen`() async throws {
        try await Driver("simulcast", limit: .seconds(120)).run()
    }

    @Test func `a call survives a lost WebSocket, an ICE restart and a reload`() async throws {
        try await Driver("resilience", limit: .seconds(90)).run()
    }

    @Test func `a call goes on over HTTPS where a proxy breaks WebSockets, and goes back`()
        async throws
    {
        try await Driver("http_fallback", limit: .seconds(240)).run()
    }

    @Test(.enabled(if: geteuid() == 0, "network namespaces need root"))
    func `five percent of lost packets each way are repaired`() async throws {
        try await Driver("loss", limit: .seconds(120)).run()
    }

    @Test(.enabled(if: geteuid() == 0, "network namespaces need root"))
    func `a call survives a change of the client's address`() async throws {
        try await Driver("address_change", limit: .seconds(90)).run()
    }

    @Test(
        .enabled(if: geteuid() == 0, "network namespaces need root"),
        arguments: [
            "symmetric-nat", "no-udp", "only-443", "only-443-ice-tcp", "only-443-turn-tls",
            "only-443-firefox-turn-tls", "proxy", "proxy-password", "udp-stops", "address-change",
        ])
    func `a call gets out of a hospital's network`(condition: String) async throws {
        try await Driver("hospital_call", condition, limit: .seconds(120)).run()
    }

    @Test(
        .enabled(if: geteuid() == 0, "network namespaces need root"),
        arguments: ["only-443", "proxy", "udp-stops"])
    func `the connection report knows what a hospital lets out`(network: String) async throws {
        try await Driver("hospital_report", network, limit: .seconds(150)).run()
    }

    @Test(arguments: ["VP8", "AV1"])
    func `a withdrawn consent stops the recording`(codec: String) async throws {
        try await Driver("recording", codec, limit: .seconds(90)).run()
    }

    @Test func `a recording goes on without who withdraws, where the hospital wants it so`()
        async throws
    {
        try await Driver("recording", "VP9", "goes-on", limit: .seconds(90)).run()
    }

    @Test func `a composed file has everybody in his place while he agrees, and in time`()
        async throws
    {
        try await Driver("composed", limit: .seconds(240)).run()
    }

    @Test(
        .enabled(
            if: geteuid() == 0 && access("/dev/loop-control", W_OK) == 0,
            "a disk of its own needs root and loop devices"))
    func `a call goes on while its recording's disk stands still, is full, and is gone`()
        async throws
    {
        try await Driver("disk", limit: .seconds(180)).run()
    }

    @Test func `a killed server has lost two seconds of a recording at most`() async throws {
        try await Driver("crash", limit: .seconds(90)).run()
    }

    @Test func `a server that is killed again and again has whole files every time`() async throws {
        try await Driver("crash_moments", "3", limit: .seconds(150)).run()
    }

    @Test func `a consultation in two Chromium is seen, heard, shared and recorded`() async throws {
        try await Driver("browser_call", "chromium", "VP8", limit: .seconds(180)).run()
    }

    @Test func `a consultation in H.264 is recorded as Matroska`() async throws {
        try await Driver("browser_call", "chromium", "H264", limit: .seconds(180)).run()
    }

    @Test func `Firefox and Chromium hold the same consultation`() async throws {
        try await Driver("browser_call", "firefox", "VP8", limit: .seconds(300)).run()
    }

    @Test func `the connection report has a line for each way and is found by its code`()
        async throws
    {
        try await Driver("connection_report", limit: .seconds(180)).run()
    }
}
