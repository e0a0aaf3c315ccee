import Clinic

/// Where the doors are and what they let through.
package struct FrontConfiguration: Sendable {
    /// An address to listen on.
    package struct Listener: Sendable {
        package let host: String
        /// 0: the system picks one; ``FrontServer`` tells which.
        package let port: Int
        package let door: Door

        package init(host: String, port: Int, door: Door) {
            self.host = host
            self.port = port
            self.door = door
        }
    }

    package var listeners: [Listener]
    package var origins = AllowedOrigins()
    package var trustedProxies = TrustedProxies()
    /// Whether every connection of ``trustedProxies``, at every listener, begins with a PROXY header
    /// (version 2), which then stands for its source address everywhere. Never guessed: with it, a
    /// proxy's connection without one is closed; without it, and from anybody else, one that has a
    /// header is.
    package var expectsProxyProtocol = false
    package var limits = FrontLimits()
    /// Overrides the embedded pages, for who works on them.
    package var webRoot: String?
    /// How long a call session's cookie lives: as long as a join token.
    package var callLifetime: Duration
    /// The people that `/demo/…` signs in as; `nil` without `--demo`: the routes do not exist.
    package var demo: DemoDoors?

    package var isDemo: Bool { demo != nil }

    package init(listeners: [Listener], callLifetime: Duration) {
        self.listeners = listeners
        self.callLifetime = callLifetime
    }
}

/// Links that sign in at once, for trying it out.
package struct DemoDoors: Sendable {
    package let hospital: HospitalID
    /// By the last part of the path: `/demo/doctor`.
    package let people: [String: PersonID]
    package let appointment: AppointmentID

    package init(
        hospital: HospitalID, people: [String: PersonID], appointment: AppointmentID
    ) {
        self.hospital = hospital
        self.people = people
        self.appointment = appointment
    }
}
