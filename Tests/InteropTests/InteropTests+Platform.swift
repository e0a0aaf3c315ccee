import Testing

extension InteropTests {
    @Test func `the API does what its document says, whatever is asked`() async throws {
        try await Driver("api_document", limit: .seconds(600)).run()
    }

    @Test func `a platform that was down gets each signed event in order`() async throws {
        try await Driver("webhooks", limit: .seconds(120)).run()
    }

    @Test func `doctor and patient see each other on a platform's own page`() async throws {
        try await Driver("platform_page", limit: .seconds(120)).run()
    }
}
