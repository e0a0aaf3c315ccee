import Testing

/// Whole calls through the built server, by browsers and by libwebrtc.
///
/// One at a time: browsers starve each other on a small machine.
@Suite(.serialized) struct InteropTests {
    @Test func `who may not enter is refused, and the audit log knows`() async throws {
        try await Driver("refusals", limit: .seconds(60)).run()
    }
}
