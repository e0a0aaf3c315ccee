import Clinic
import Logging
import TURN
import Wire

/// Everything an operator can set, with its defaults: they stand here and nowhere else.
///
/// `Config/aorta.yaml` documents each; a test holds the two together. How a value gets here from
/// flags, environment and file: ``ConfigurationSource``.
struct ServerConfiguration: Sendable, Equatable {
    var server = ServerSection()
    var media = MediaSection()
    var call = CallSection()
    var recordings = RecordingsSection()
    var turn = TURNSection()
    var externalTURN = ExternalTURNSection()
    var cluster = ClusterSection()
    var limits = LimitsSection()
    var webhooks = WebhooksSection()
    var tools = ToolsSection()
    var log = LogSection()

    /// Section `server`: doors, files, who may come.
    struct ServerSection: Sendable, Equatable {
        /// TLS. `nil`: see ``ServerConfiguration/listensByDefault``.
        var https: SocketAddress?
        /// In the clear, for a proxy in front or for tests.
        var http: SocketAddress?
        /// PEM files; both or none. None: a self-signed certificate is made and kept.
        var certificate: String?
        var key: String?
        /// `nil`: `data`, and `.demo` in a demo.
        var data: String?
        var isDemo = false
        var webRoot: String?
        /// What browsers call this server; `nil`: what is in each one's address bar.
        var hostname: String?
        /// Where browsers reach HTTPS, if not at its listener's port.
        var publicPort: UInt16?
        var allowedOrigins: [String] = []
        var trustedProxies: [String] = []
        /// Whether the trusted proxies begin each connection with a PROXY v2 header.
        var speaksProxyProtocol = false
    }

    /// Section `media`: where and how media is served.
    struct MediaSection: Sendable, Equatable {
        /// Of the first shard; shard *i* listens on the port + *i*.
        var udp = SocketAddress(ipv4: 0, port: 3478)
        /// Further UDP listeners, all of the first shard.
        var alsoUDP: [SocketAddress] = []
        /// What browsers are told to send to; `nil`: found out at the start.
        var publicAddress: SocketAddress?
        /// Of ICE-TCP candidates; `nil`: that of HTTPS; 0: there are none.
        var tcpPort: UInt16?
        /// One queue and one UDP port each. More than there are cores gains nothing.
        var shards = 1
        /// What each participant receives follows what the path there is found to carry.
        var followsBandwidth = false
    }

    /// Section `call`: how long things of a call take.
    struct CallSection: Sendable, Equatable {
        var tokenExpiryHours = 24
        var maximumMinutes = 60
        var warningMinutes = 5
        var emptySeconds = 60
        var reconnectSeconds = 30
        /// The only way that media may take where a hospital sets none.
        var rung: MediaRung?
    }

    /// Section `recordings`.
    struct RecordingsSection: Sendable, Equatable {
        /// `false`: nothing can be recorded, whatever a hospital allows.
        var isEnabled = true
        /// Of the key that recordings' keys are wrapped with; `nil`: `recordings.key` in the data
        /// folder, made at the first start.
        var key: KeySource?
    }

    /// Section `cluster`: for more than one server.
    struct ClusterSection: Sendable, Equatable {
        var redis: String?
    }

    /// Section `tools`: encoders, players and load generators.
    struct ToolsSection: Sendable, Equatable {
        /// Whether they may have rooms that no appointment stands behind.
        var hasRooms = false
    }

    /// Section `limits`.
    struct LimitsSection: Sendable, Equatable {
        var connections = 8_192
        var connectionsPerSource = 1_024
    }

    /// Section `webhooks`: events for hospitals' platforms.
    struct WebhooksSection: Sendable, Equatable {
        /// Networks that events may go to although they are private, and in the clear.
        var allowAddresses: [AddressRange] = []
    }

    /// Section `log`.
    struct LogSection: Sendable, Equatable {
        var level = Logger.Level.info
    }

    /// Without any door configured: TLS on every interface.
    static let listensByDefault = SocketAddress(ipv4: 0, port: 8443)

    /// Where TLS is served; `nil` when only ``ServerSection/http`` is.
    var httpsListener: SocketAddress? {
        server.https ?? (server.http == nil ? Self.listensByDefault : nil)
    }

    /// The port of HTTPS as browsers see it; `nil` without HTTPS.
    var publicHTTPSPort: UInt16? {
        httpsListener.map { server.publicPort ?? $0.port }
    }

    var recordingsFolder: String { dataFolder + "/recordings" }

    var recordingKey: KeySource { recordings.key ?? .file(dataFolder + "/recordings.key") }

    var dataFolder: String { server.data ?? (server.isDemo ? ".demo" : "data") }

    /// What no single key can tell, in the words of the file's keys.
    func contradictions() -> [String] {
        var found: [String] = []
        if (server.certificate == nil) != (server.key == nil) {
            found.append("server.certificate and server.key go together: set both or none")
        }
        if Int(media.udp.port) + media.shards > 65_536 {
            found.append("media.udp's port + media.shards goes past port 65535")
        }
        if call.warningMinutes >= call.maximumMinutes {
            found.append("call.warningMinutes must be less than call.maximumMinutes")
        }
        if externalTURN.url == nil,
            externalTURN.username != nil || externalTURN.password != nil
        {
            found.append("externalTurn.username and externalTurn.password need externalTurn.url")
        }
        if server.speaksProxyProtocol, server.trustedProxies.isEmpty {
            found.append("server.proxyProtocol needs server.trustedProxies: whose header counts?")
        }
        let families = turn.relayAddresses.map(\.isIPv4)
        if Set(families).count != families.count {
            found.append("turn.relayAddresses has two of one family: give one IPv4, one IPv6")
        }
        return found
    }
}
