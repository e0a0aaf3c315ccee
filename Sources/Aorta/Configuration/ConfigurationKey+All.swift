import Clinic
import Logging
import TURN
import Wire

extension ConfigurationKey {
    /// Every key there is.
    static let all: [ConfigurationKey] =
        server + media + call + recordings + turn + externalTURN + others

    private static let server = [
        ConfigurationKey("server.https", \.server.https, expected: socket, listener),
        ConfigurationKey("server.http", \.server.http, expected: socket, listener),
        ConfigurationKey("server.certificate", \.server.certificate, expected: path, nonempty),
        ConfigurationKey("server.key", \.server.key, expected: path, nonempty),
        ConfigurationKey("server.data", \.server.data, expected: path, nonempty),
        ConfigurationKey("server.demo", \.server.isDemo, expected: "true or false", boolean),
        ConfigurationKey("server.webRoot", \.server.webRoot, expected: path, nonempty),
        ConfigurationKey(
            "server.hostname", \.server.hostname, expected: "a host name, as call.hospital.example",
            hostname),
        ConfigurationKey(
            "server.publicPort", \.server.publicPort, expected: port, portNumber),
        ConfigurationKey(
            list: "server.allowedOrigins", \.server.allowedOrigins,
            expected: "a list of origins, each as https://platform.example",
            olderVariables: ["CORS_ALLOWED_ORIGINS"], origin),
        ConfigurationKey(
            list: "server.trustedProxies", \.server.trustedProxies,
            expected: "a list of IP addresses or networks, each as 192.0.2.7 or 10.0.0.0/8",
            addressRange),
        ConfigurationKey(
            "server.proxyProtocol", \.server.speaksProxyProtocol, expected: "true or false",
            boolean),
    ]

    private static let media = [
        ConfigurationKey(
            "media.udp", \.media.udp, expected: "an address and a port, as 0.0.0.0:3478",
            { listener($0) }),
        ConfigurationKey(
            list: "media.alsoUDP", \.media.alsoUDP,
            expected: "a list of addresses and ports, each as 0.0.0.0:443", listener),
        ConfigurationKey(
            "media.publicAddress", \.media.publicAddress, expected: "an IP address, as 192.0.2.7",
            { address($0) }),
        ConfigurationKey(
            "media.tcpPort", \.media.tcpPort, expected: "a port from 1 to 65535, or 0 for none",
            { $0 == "0" ? 0 : portNumber($0) }),
        ConfigurationKey(
            "media.shards", \.media.shards, expected: "a number from 1 to 64", number(1...64)),
        ConfigurationKey(
            "media.followsBandwidth", \.media.followsBandwidth, expected: "true or false",
            boolean),
    ]

    private static let call = [
        ConfigurationKey(
            "call.tokenExpiryHours", \.call.tokenExpiryHours,
            expected: "hours, a number from 1 to 168",
            olderVariables: ["VIDEO_CALL_TOKEN_EXPIRY_HOURS"], number(1...168)),
        ConfigurationKey(
            "call.maximumMinutes", \.call.maximumMinutes,
            expected: "minutes, a number from 2 to 1440",
            olderVariables: ["VIDEO_CALL_MAX_DURATION_MINUTES"], number(2...1_440)),
        ConfigurationKey(
            "call.warningMinutes", \.call.warningMinutes,
            expected: "minutes, a number from 1 to 60", number(1...60)),
        ConfigurationKey(
            "call.emptySeconds", \.call.emptySeconds,
            expected: "seconds, a number from 5 to 3600", number(5...3_600)),
        ConfigurationKey(
            "call.reconnectSeconds", \.call.reconnectSeconds,
            expected: "seconds, a number from 5 to 300", number(5...300)),
        ConfigurationKey(
            "call.rung", \.call.rung,
            expected: "one of \(MediaRung.allCases.map(\.rawValue).joined(separator: ", "))",
            { MediaRung(rawValue: $0) }),
    ]

    private static let recordings = [
        ConfigurationKey(
            "recordings.enabled", \.recordings.isEnabled, expected: "true or false", boolean),
        ConfigurationKey(
            "recordings.key", \.recordings.key, expected: KeySource.expected,
            { KeySource($0) }),
    ]

    private static let others = [
        ConfigurationKey(
            "cluster.redis", \.cluster.redis,
            expected: "a URL, as redis://redis.example:6379",
            olderVariables: ["REDIS_URL"],
            { $0.hasPrefix("redis://") || $0.hasPrefix("rediss://") ? $0 : nil }),
        ConfigurationKey(
            "tools.rooms", \.tools.hasRooms, expected: "true or false", boolean),
        ConfigurationKey(
            "limits.connections", \.limits.connections,
            expected: "a number from 16 to 100000", number(16...100_000)),
        ConfigurationKey(
            "limits.connectionsPerSource", \.limits.connectionsPerSource,
            expected: "a number from 4 to 100000", number(4...100_000)),
        ConfigurationKey(
            list: "webhooks.allowAddresses", \.webhooks.allowAddresses,
            expected: "a list of addresses or networks, each as 10.20.0.0/16", AddressRange.init),
        ConfigurationKey(
            "log.level", \.log.level,
            expected: "one of trace, debug, info, notice, warning, error, critical",
            { Logger.Level(rawValue: $0) }),
    ]
}
