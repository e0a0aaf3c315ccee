import DTLSSRTP
import Wire

/// Encrypts behind the header, as for each subscriber.
final class ProtectStage: Stage {
    let name: String
    private let ring = PacketRing()
    private let sender: SRTPSender

    init(_ name: String, _ profile: SRTPProfile) {
        self.name = name
        sender = SRTPSender(
            profile: profile, key: SampleKeys.key, salt: SampleKeys.salt(profile))
    }

    func prepare() {
        ring.fill(isWhole: false)
    }

    func run() {
        ring.payload.withUnsafeBytes { payload in
            for index in 0..<Lap.packets {
                let length = try? sender.protectRTP(
                    ring.slot(index), headerLength: PacketRing.headerLength, payload: payload)
                precondition(length != nil)
            }
        }
    }
}

/// Authenticates and decrypts in place, as for each packet that comes in.
final class UnprotectStage: Stage {
    let name: String
    private let ring = PacketRing()
    private let sender: SRTPSender
    private let receiver: SRTPReceiver
    private let length: Int

    init(_ name: String, _ profile: SRTPProfile) {
        self.name = name
        let salt = SampleKeys.salt(profile)
        sender = SRTPSender(profile: profile, key: SampleKeys.key, salt: salt)
        receiver = SRTPReceiver(profile: profile, key: SampleKeys.key, salt: salt)
        length = PacketRing.plainLength + profile.rtpOverhead
    }

    func prepare() throws {
        ring.fill(isWhole: false)
        try ring.payload.withUnsafeBytes { payload in
            for index in 0..<Lap.packets {
                _ = try sender.protectRTP(
                    ring.slot(index), headerLength: PacketRing.headerLength, payload: payload)
            }
        }
    }

    func run() {
        for index in 0..<Lap.packets {
            let plain = try? receiver.unprotectRTP(
                ring.packet(index, length), headerLength: PacketRing.headerLength)
            precondition(plain == PacketRing.plainLength)
        }
    }
}

enum SampleKeys {
    static let key = (0..<UInt8(SRTPProfile.keyLength)).map { $0 &* 11 }

    static func salt(_ profile: SRTPProfile) -> [UInt8] {
        (0..<UInt8(profile.saltLength)).map { $0 &* 7 &+ 3 }
    }
}
