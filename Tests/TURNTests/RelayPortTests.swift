import TURN
import Testing

@Suite struct RelayPortTests {
    @Test func `families have their numbers of RFC 8656 §18.9`() {
        #expect(RelayFamily(rawValue: 1) == .ipv4)
        #expect(RelayFamily(rawValue: 2) == .ipv6)
    }
}
