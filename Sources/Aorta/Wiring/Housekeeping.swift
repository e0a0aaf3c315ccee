import Clinic
import Glibc
import Logging

/// What a server does for itself, beside its work.
enum Housekeeping {
    /// How often what has ended is dropped.
    private static let interval = Duration.seconds(10 * 60)

    /// Drops sessions that have ended and reports that are too old, until cancelled.
    static func run(_ stores: ClinicStores, logger: Logger) async {
        while !Task.isCancelled {
            do {
                let count = try await stores.sessions.removeExpired(at: .now())
                if count > 0 { logger.debug("sessions dropped", metadata: ["count": "\(count)"]) }
                _ = try await stores.reports.removeExpired(at: .now())
            } catch {
                logger.warning("what has ended could not be dropped")
            }
            try? await Task.sleep(for: interval)
        }
    }

    /// How often recordings are erased that are due.
    private static let sweepInterval = Duration.seconds(24 * 60 * 60)

    /// Erases recordings when their time has come, until cancelled.
    static func sweep(_ erasure: RecordingErasure, logger: Logger) async {
        while !Task.isCancelled {
            do {
                let count = try await erasure.sweep(at: .now())
                if count > 0 {
                    logger.notice(
                        "recordings were erased as the rules of retention say",
                        metadata: ["count": "\(count)"])
                }
            } catch {
                logger.error(
                    "recordings that are due could not be erased",
                    metadata: ["reason": "\(error)"])
            }
            try? await Task.sleep(for: sweepInterval)
        }
    }

    /// Descriptors that connections leave to recordings, the database and the media ports.
    private static let descriptorReserve = 256

    /// Takes as many descriptors as the system allows: each connection needs one.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many connections of `wanted` the descriptors are enough for. A door that meets the
    /// system's limit first would try to accept again and again, with a whole core.
    static func affordableConnections(_ wanted: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        else { return wanted }
        let descriptors = Int(clamping: limit.rlim_cur)
        return min(wanted, max(descriptors - descriptorReserve, descriptors / 2))
    }
}
