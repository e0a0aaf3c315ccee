import Wire

/// Addresses that are no public host's (RFC 6890 and the registries it began).
enum SpecialRanges {
    /// Nobody's at all, or everybody's: no list of an operator allows them.
    static let never = ranges([
        "0.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32",  // this network, multicast, broadcast
        "::/128", "ff00::/8",
    ])

    static let loopback = ranges(["127.0.0.0/8", "::1/128"])

    /// Refused unless an operator allows them, or a part of them.
    static let refused = ranges([
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  // private, RFC 1918
        "100.64.0.0/10",  // shared, RFC 6598
        "127.0.0.0/8", "169.254.0.0/16",  // loopback, link-local with clouds' metadata
        "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15",  // protocols, 6to4 relays, benchmarks
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",  // documentation, RFC 5737
        "240.0.0.0/4",  // reserved

        "::/3", "4000::/2", "8000::/1",  // all but 2000::/3 is local, special or nobody's
        "::1/128", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48",  // IPv4 inside
        "2001::/32", "2002::/16",  // Teredo, 6to4
        "2001::/23", "2001:db8::/32", "3fff::/20",  // protocols, documentation
        "fc00::/7", "fe80::/10", "fec0::/10",  // unique local, link-local, site-local
    ])

    private static func ranges(_ texts: [String]) -> [AddressRange] {
        texts.compactMap(AddressRange.init)
    }
}
