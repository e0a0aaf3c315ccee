import CEVPLoop
import DTLSSRTP

/// The same work as ``ProtectStage``'s for AEAD_AES_128_GCM, in a C loop over EVP.
final class EVPProtectStage: Stage {
    let name = "protect, C loop"
    private let ring = PacketRing()
    private let loop: OpaquePointer

    init() throws {
        loop = try EVPLoop.open(seals: true)
    }

    func prepare() {
        ring.fill(isWhole: false)
    }

    func run() {
        var packets = EVPLoop.packets(of: ring)
        let isDone = aorta_evp_loop_protect(loop, &packets, ring.payload)
        precondition(isDone == 1)
    }
}

/// The same work as ``UnprotectStage``'s for AEAD_AES_128_GCM, in a C loop over EVP.
final class EVPUnprotectStage: Stage {
    let name = "unprotect, C loop"
    private let ring = PacketRing()
    private let sealing: OpaquePointer
    private let opening: OpaquePointer

    init() throws {
        sealing = try EVPLoop.open(seals: true)
        opening = try EVPLoop.open(seals: false)
    }

    func prepare() throws {
        ring.fill(isWhole: false)
        var packets = EVPLoop.packets(of: ring)
        guard aorta_evp_loop_protect(sealing, &packets, ring.payload) == 1 else {
            throw StageFailure(description: "OpenSSL sealed nothing")
        }
    }

    func run() {
        var packets = EVPLoop.packets(of: ring)
        let isDone = aorta_evp_loop_unprotect(opening, &packets)
        precondition(isDone == 1)
    }
}

private enum EVPLoop {
    static func open(seals: Bool) throws -> OpaquePointer {
        let salt = SampleKeys.salt(.aeadAES128GCM)
        guard let loop = aorta_evp_loop_open(seals ? 1 : 0, SampleKeys.key, salt) else {
            throw StageFailure(description: "OpenSSL has no AES-128-GCM")
        }
        return loop
    }

    static func packets(of ring: PacketRing) -> aorta_evp_packets {
        aorta_evp_packets(
            start: ring.memory.baseAddress?.assumingMemoryBound(to: UInt8.self),
            stride: PacketRing.stride, count: UInt32(Lap.packets),
            header_length: UInt32(PacketRing.headerLength),
            payload_length: UInt32(ring.payload.count))
    }
}
