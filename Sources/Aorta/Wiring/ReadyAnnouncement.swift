import Wire

/// What the operator reads when a door has opened: the links, and what to do on another machine.
struct ReadyAnnouncement: Sendable {
    let configuration: ServerConfiguration

    /// Prints to standard output, line by line.
    ///
    /// - Parameters:
    ///   - port: that is listened on.
    ///   - isSecure: whether it is the HTTPS door.
    func tell(port: Int, isSecure: Bool) {
        for line in lines(
            port: port, isSecure: isSecure, interfaces: NetworkInterfaces.all(),
            defaultRoute: NetworkInterfaces.defaultRoute())
        {
            print(line)
        }
        flushStandardOutput()
    }

    /// The same as lines.
    func lines(
        port: Int, isSecure: Bool, interfaces: [NetworkInterfaces.Interface], defaultRoute: String?
    ) -> [String] {
        let listener = isSecure ? configuration.httpsListener : configuration.server.http
        let isEverywhere = listener?.isUnspecified ?? false
        let here = url(
            isEverywhere ? "localhost" : listener?.urlHost ?? "localhost", port, isSecure)
        let isDemo = configuration.server.isDemo
        var lines = ["Aorta is ready: \(here)/"]
        if isDemo {
            lines += ["  as the doctor:   \(here)/demo/doctor"]
            lines += ["  as the patient:  \(here)/demo/patient"]
            lines += ["Open each in a browser of its own, or one of them in a private window."]
        }
        guard isEverywhere, isSecure else { return lines }
        let outside = interfaces.filter { !$0.address.isLoopback }
        let address = outside.first { $0.name == defaultRoute } ?? outside.first
        if let address {
            let there = url(address.address.urlHost, port, isSecure)
            lines += ["From another machine: \(there)/" + (isDemo ? "demo/patient" : "")]
        }
        if configuration.server.certificate == nil {
            lines += [
                "The certificate is self-signed: accept the browser's warning once. Browsers give "
                    + "camera and microphone to HTTPS pages and to localhost only."
            ]
        }
        return lines
    }

    private func url(_ host: String, _ port: Int, _ isSecure: Bool) -> String {
        let isUsual = port == (isSecure ? 443 : 80)
        return (isSecure ? "https://" : "http://") + host + (isUsual ? "" : ":\(port)")
    }
}
