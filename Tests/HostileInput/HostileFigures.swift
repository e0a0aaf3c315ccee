/// What happened under fire.
package struct HostileFigures: Sendable {
    package var packets: UInt64 = 0
    /// To clients that know their way.
    package var answers: UInt64 = 0
    /// To strangers.
    package var challenges: UInt64 = 0
    package var relayed: UInt64 = 0
    package var mostAllocations = 0
    /// Bytes on the wire to a stranger by bytes from them, IPv4 and UDP headers counted.
    package var worstAmplification = 0.0

    package init() {}
}

/// What must not happen, whatever comes.
package enum HostileFailure: Error, Equatable {
    case malformedAnswer([UInt8])
    case amplification(Double, request: [UInt8])
    case leakedPorts(Int)
    /// A framer's place lies outside of what it was given, or doesn't move on.
    case misplacedFrame([UInt8])
    /// Other frames are found where bytes come in other pieces.
    case framesDependOnSegments([UInt8])
}
