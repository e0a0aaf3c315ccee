/// A line of the log as the API and the export give it: whoever has the lines from the first on can
/// compute the chain again, by the fields' canonical bytes.
extension AuditEntry: Encodable {
    private enum CodingKeys: String, CodingKey {
        case sequence, kind, hospital, actor, appointment, source, detail, at, hash
        case previousHash = "previous_hash"
    }

    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(sequence, forKey: .sequence)
        try fields.encode(event.kind.rawValue, forKey: .kind)
        try fields.encodeIfPresent(event.hospital, forKey: .hospital)
        try fields.encodeIfPresent(event.actor, forKey: .actor)
        try fields.encodeIfPresent(event.appointment, forKey: .appointment)
        try fields.encodeIfPresent(event.source, forKey: .source)
        try fields.encodeIfPresent(event.detail, forKey: .detail)
        try fields.encode(event.at, forKey: .at)
        try fields.encode(Hex.text(of: previousHash), forKey: .previousHash)
        try fields.encode(Hex.text(of: hash), forKey: .hash)
    }
}
