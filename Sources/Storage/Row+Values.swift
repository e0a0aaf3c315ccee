internal import Clinic
internal import GRDB

/// Typed reading of columns. A value that could not have been written throws instead of trapping:
/// a damaged file must not end the calls.
extension Row {
    func text(_ column: String) throws -> String {
        guard let text = try optionalText(column) else { throw StoreError.unreadable }
        return text
    }

    func optionalText(_ column: String) throws -> String? {
        let value = try stored(column)
        if value.isNull { return nil }
        guard let text = String.fromDatabaseValue(value) else { throw StoreError.unreadable }
        return text
    }

    func number(_ column: String) throws -> Int64 {
        guard let number = try optionalNumber(column) else { throw StoreError.unreadable }
        return number
    }

    func optionalNumber(_ column: String) throws -> Int64? {
        let value = try stored(column)
        if value.isNull { return nil }
        guard let number = Int64.fromDatabaseValue(value) else { throw StoreError.unreadable }
        return number
    }

    func flag(_ column: String) throws -> Bool {
        try number(column) != 0
    }

    func time(_ column: String) throws -> WallTime {
        WallTime(milliseconds: try number(column))
    }

    func optionalTime(_ column: String) throws -> WallTime? {
        try optionalNumber(column).map(WallTime.init(milliseconds:))
    }

    func hash(_ column: String) throws -> SecretHash {
        guard let hash = SecretHash(hex: try text(column)) else { throw StoreError.unreadable }
        return hash
    }

    func optionalHash(_ column: String) throws -> SecretHash? {
        try optionalText(column) == nil ? nil : hash(column)
    }

    func bytes(_ column: String) throws -> [UInt8] {
        guard let bytes = Hex.bytes(of: try text(column)) else { throw StoreError.unreadable }
        return bytes
    }

    func identifier<ID: Identifier>(_ column: String, as type: ID.Type = ID.self) throws -> ID {
        ID(rawValue: try text(column))
    }

    /// A case of a closed enum, by its stable word.
    func word<Word: RawRepresentable>(
        _ column: String, as type: Word.Type = Word.self
    ) throws -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text(column)) else { throw StoreError.unreadable }
        return word
    }

    /// `nil` where the column is null.
    func optionalWord<Word: RawRepresentable>(
        _ column: String, as type: Word.Type = Word.self
    ) throws -> Word? where Word.RawValue == String {
        guard let text = try optionalText(column) else { return nil }
        guard let word = Word(rawValue: text) else { throw StoreError.unreadable }
        return word
    }

    private func stored(_ column: String) throws -> DatabaseValue {
        guard let index = index(forColumn: column) else { throw StoreError.unreadable }
        return self[index] as DatabaseValue
    }

    private func index(forColumn column: String) -> Int? {
        columnNames.enumerated().first { $0.element == column }?.offset
    }
}
