import ArgumentParser
import Logging

/// `aorta turn`: the TURN server alone, until it is told to stop.
struct TURNCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "turn",
        abstract: "Run the TURN server alone.",
        discussion: """
            Relays UDP between clients and their peers (RFC 8656), over UDP, TCP and TLS. Each \
            allocation gets a port of --relay-ports: open these in the firewall as well.

            For an application that hands out time-limited credentials (user name 'expiry:label' \
            in seconds since 1970, password base64 of HMAC-SHA1 with the shared secret):

              aorta turn --secret SECRET --udp 0.0.0.0:3478 \\
                --tls 0.0.0.0:443 --cert chain.pem --key key.pem --realm turn.example

            To try it out on this machine:

              aorta turn --udp 127.0.0.1:3478 --user me:secret --relay-address 127.0.0.1 \\
                --allow-loopback-peers
              turnutils_uclient -u me -w secret -y 127.0.0.1

            The settings of section 'turn' in a file do the same: aorta turn --config aorta.yaml. \
            Prints one line when it is ready. Stops on SIGTERM or Control-C and exits with 0; a \
            second signal ends it at once.
            """)

    @OptionGroup var options: TURNOptions

    func run() async throws {
        let configuration = try options.load()
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = configuration.log.level
            return handler
        }
        try await StandaloneTURN(configuration: configuration).run()
    }
}
