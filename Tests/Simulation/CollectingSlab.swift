import Wire

/// A send slab that keeps what is sent.
package final class CollectingSlab: SendSlab {
    private var sent: [SimulatedDatagram] = []

    public override func flush() {
        for slot in slots {
            let bytes = memory[slot.offset..<(slot.offset + slot.length)]
            sent.append(
                SimulatedDatagram(.toBrowser, browser: slot.path.remote, bytes: Array(bytes)))
        }
        super.flush()
    }

    /// Empties the slab as if all of it were sent.
    package func discard() {
        super.flush()
    }

    /// What was flushed since the last call.
    package func takeSent() -> [SimulatedDatagram] {
        defer { sent.removeAll() }
        return sent
    }
}
