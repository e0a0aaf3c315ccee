/// One step on a packet's way, measured alone: a lap of packets at a time.
protocol Stage: AnyObject {
    /// A word for tables and for the file of limits.
    var name: String { get }

    /// Makes the packets of the next lap. Not measured.
    func prepare() throws

    /// Takes ``Lap/packets`` packets through the step. Measured.
    func run()
}

/// How much is measured at once.
enum Lap {
    static let packets = 128
}

/// A step that went wrong: what was measured is not what was meant.
struct StageFailure: Error, CustomStringConvertible {
    let description: String
}
