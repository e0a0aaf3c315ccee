import Clinic
import Testing

@testable import Front

@Suite struct ClientHelloComparisonTests {
    private static let chromium =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/156.0.0.0 Safari/537.36"
    private static let firefox =
        "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
    private static let safari =
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
        + "(KHTML, like Gecko) Version/18.0 Safari/605.1.15"
    private static let chromeOnPhone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
        + "(KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1"

    private func verdict(_ records: [UInt8], _ software: String) throws -> InspectionVerdict {
        let hello = try #require(ClientHello(parsing: records))
        return ClientHelloComparison.verdict(on: hello, software: software)
    }

    private func reasons(_ records: [UInt8], _ software: String) throws -> Set<String> {
        guard case .likely(let reasons) = try verdict(records, software) else { return [] }
        return Set(reasons)
    }

    @Test func `a browser's own ClientHello is its own`() throws {
        #expect(try verdict(RecordedHellos.chromium, Self.chromium) == .none)
        #expect(try verdict(RecordedHellos.chromiumAgain, Self.chromium) == .none)
        #expect(try verdict(RecordedHellos.firefox, Self.firefox) == .none)
    }

    @Test(arguments: [RecordedHellos.curl, RecordedHellos.openSSL, RecordedHellos.openSSL12])
    func `a library's ClientHello with a browser's name is an inspection`(
        records: [UInt8]
    ) throws {
        for browser in [Self.chromium, Self.safari, Self.chromeOnPhone] {
            let found = try reasons(records, browser)
            #expect(found.isSuperset(of: ["no_grease", "cipher_order"]))
        }
        let found = try reasons(records, Self.firefox)
        #expect(found.isSuperset(of: ["cipher_order", "extensions"]))
    }

    @Test func `each tell is named`() throws {
        #expect(try reasons(RecordedHellos.openSSL, Self.chromium).contains("no_alpn"))
        #expect(try reasons(RecordedHellos.openSSL12, Self.chromium).contains("old_version"))
        #expect(try reasons(RecordedHellos.chromium, Self.firefox) == ["grease", "extensions"])
        #expect(try reasons(RecordedHellos.firefox, Self.chromium) == ["no_grease"])
    }

    @Test func `of what is no browser nothing is said`() throws {
        #expect(try verdict(RecordedHellos.curl, "curl/7.88.1") == .unknown)
        #expect(try verdict(RecordedHellos.chromium, "") == .unknown)
        #expect(
            ClientHelloComparison.verdict(on: nil, software: Self.chromium) == .unknown)
    }
}
