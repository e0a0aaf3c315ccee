import TURN

/// Sections `turn`, our own server, and `externalTurn`.
extension ConfigurationKey {
    private static let sockets = "a list of addresses and ports, each as 0.0.0.0:3478"
    private static let ranges = "a list of addresses or networks, each as 10.20.0.0/16"

    static let turn = turnAccounts + turnRelays + turnListeners

    private static let turnAccounts = [
        ConfigurationKey(
            "turn.enabled", \.turn.isEnabled, expected: "true or false", boolean),
        ConfigurationKey(
            "turn.realm", \.turn.realm,
            expected: "a name of at most \(Authentication.realmLimit) bytes",
            { (1...Authentication.realmLimit).contains($0.utf8.count) ? $0 : nil }),
        ConfigurationKey(
            "turn.secret", \.turn.secret, expected: text, isSecret: true, nonempty),
        ConfigurationKey(
            list: "turn.users", \.turn.users, expected: "a list of users, each as NAME:PASSWORD",
            isSecret: true, TURNUser.init),
    ]

    private static let turnRelays = [
        ConfigurationKey(
            "turn.realRelays", \.turn.hasRealRelays, expected: "true or false", boolean),
        ConfigurationKey(
            list: "turn.relayAddresses", \.turn.relayAddresses,
            expected: "at most an IPv4 and an IPv6 address of this machine", address),
        ConfigurationKey(
            "turn.relayPorts", \.turn.relayPorts, expected: "two ports, as 49152-65535",
            PortRange.init),
        ConfigurationKey(
            list: "turn.allowPeers", \.turn.allowPeers, expected: ranges, AddressRange.init),
        ConfigurationKey(
            list: "turn.denyPeers", \.turn.denyPeers, expected: ranges, AddressRange.init),
        ConfigurationKey(
            "turn.allowLoopbackPeers", \.turn.allowsLoopbackPeers, expected: "true or false",
            boolean),
        ConfigurationKey(
            "turn.userQuota", \.turn.userQuota, expected: "a number from 1 to 10000",
            number(1...10_000)),
        ConfigurationKey(
            "turn.sourceQuota", \.turn.sourceQuota, expected: "a number from 1 to 100000",
            number(1...100_000)),
        ConfigurationKey(
            "turn.userKilobits", \.turn.userKilobits,
            expected: "kilobits a second, a number from 0 to 10000000", number(0...10_000_000)),
    ]

    private static let turnListeners = [
        ConfigurationKey(list: "turn.udp", \.turn.udp, expected: sockets, listener),
        ConfigurationKey(list: "turn.tcp", \.turn.tcp, expected: sockets, listener),
        ConfigurationKey(list: "turn.tls", \.turn.tls, expected: sockets, listener),
    ]

    static let externalTURN = [
        ConfigurationKey(
            "externalTurn.url", \.externalTURN.url,
            expected: "a URL, as turns:turn.example:443?transport=tcp",
            olderVariables: ["WEBRTC_TURN_URL"],
            { $0.hasPrefix("turn:") || $0.hasPrefix("turns:") ? $0 : nil }),
        ConfigurationKey(
            "externalTurn.username", \.externalTURN.username, expected: text,
            olderVariables: ["WEBRTC_TURN_USERNAME"], nonempty),
        ConfigurationKey(
            "externalTurn.password", \.externalTURN.password, expected: text,
            olderVariables: ["WEBRTC_TURN_PASSWORD"], isSecret: true, nonempty),
    ]
}
