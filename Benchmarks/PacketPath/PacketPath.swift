import CAllocationCount
import DTLSSRTP
import Glibc
import SFU
import Simulation
import Wire

/// Measures the way of a media packet from its datagram to each subscriber's: decryption, header,
/// losses, rewriting, cache, encryption. No socket, no kernel.
///
///     swift run -c release PacketPath [packets [subscribers…]]
///
/// The last line is the recording queue's, beside that way: a container, and the same encrypted.
///
/// Prints nanoseconds and heap allocations a packet that came in; ends with status 1 where one
/// packet allocated.
@main
enum PacketPath {
    static func main() throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let count = numbers.first ?? 24_000
        let audiences = numbers.count > 1 ? Array(numbers.dropFirst()) : [1, 10]
        var hasAllocated = false
        for subscribers in audiences {
            for isRecorded in [false, true] {
                let path = try MeasuredPath(subscribers: subscribers, isRecorded: isRecorded)
                let result = path.measure(packets: min(max(count, 600), 60_000))
                print("1→\(subscribers)\(isRecorded ? ", recorded" : ""): \(result)")
                hasAllocated = hasAllocated || !isRecorded && result.allocations > 0
            }
        }
        let queue = RecordingQueue(packets: min(max(count, 600), 60_000))
        print("recording queue: \(queue.measure())")
        if hasAllocated {
            print("Forwarding allocates. In a debug build it does; in a release build it must not.")
            exit(EXIT_FAILURE)
        }
    }
}
