internal import CLinuxUDP
import Glibc

/// What any thread can ring to wake a shard that waits for datagrams.
final class Doorbell: Sendable {
    let descriptor: Int32

    /// - Returns: `nil` where the process has no descriptor left.
    init?() {
        descriptor = aorta_bell_open()
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func ring() {
        aorta_bell_ring(descriptor)
    }

    /// Until it is rung again.
    func silence() {
        aorta_bell_silence(descriptor)
    }
}
