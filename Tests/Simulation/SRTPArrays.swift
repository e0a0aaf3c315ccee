import DTLSSRTP
import RTP
import Wire

/// SRTP contexts asked with arrays.
extension SRTPReceiver {
    /// The plain packet of a protected one.
    package func unprotectedRTP(_ packet: [UInt8]) throws(SRTPError) -> [UInt8] {
        guard let headerLength = RTPHeader.length(of: packet.span.bytes) else { throw .truncated }
        var packet = packet
        let result = packet.withUnsafeMutableBytes { bytes in
            Result { () throws(SRTPError) in
                try unprotectRTP(bytes, headerLength: headerLength)
            }
        }
        return Array(packet[..<(try result.get())])
    }

    /// The plain compound packet of a protected one.
    package func unprotectedRTCP(_ packet: [UInt8]) throws(SRTPError) -> [UInt8] {
        var packet = packet
        let result = packet.withUnsafeMutableBytes { bytes in
            Result { () throws(SRTPError) in try unprotectRTCP(bytes) }
        }
        return Array(packet[..<(try result.get())])
    }
}

extension SRTPSender {
    /// The protected packet of a plain one.
    package func protectedRTP(_ packet: [UInt8]) throws(SRTPError) -> [UInt8] {
        guard let headerLength = RTPHeader.length(of: packet.span.bytes) else { throw .truncated }
        var slot = packet + [UInt8](repeating: 0, count: 32)
        let payload = Array(packet[headerLength...])
        let result = slot.withUnsafeMutableBytes { slot in
            payload.withUnsafeBytes { payload in
                Result { () throws(SRTPError) in
                    try protectRTP(slot, headerLength: headerLength, payload: payload)
                }
            }
        }
        return Array(slot[..<(try result.get())])
    }

    /// The protected packet of a plain compound packet.
    package func protectedRTCP(_ packet: [UInt8]) throws(SRTPError) -> [UInt8] {
        var slot = packet + [UInt8](repeating: 0, count: 32)
        let result = slot.withUnsafeMutableBytes { slot in
            Result { () throws(SRTPError) in try protectRTCP(slot, length: packet.count) }
        }
        return Array(slot[..<(try result.get())])
    }
}
