import ICE
import Testing

/// Fragments that say which shard made them.
@Suite struct ICECredentialsTests {
    @Test func `a fragment's first character is its shard's, the rest is chance`() {
        var seen: Set<String> = []
        for shard in 0..<ICECredentials.shardLimit {
            let credentials = ICECredentials.random(shard: shard)
            #expect(ICECredentials.shard(ofUfrag: credentials.ufrag) == shard)
            #expect(credentials.ufrag.utf8.count == 8)
            #expect(credentials.password.utf8.count == 24)
            seen.insert(String(credentials.ufrag.dropFirst()))
        }
        #expect(seen.count == ICECredentials.shardLimit)
    }

    @Test(arguments: ["", "-abc", "é", "\u{0}"])
    func `others' fragments name none`(ufrag: String) {
        #expect(ICECredentials.shard(ofUfrag: ufrag) == nil)
    }
}
