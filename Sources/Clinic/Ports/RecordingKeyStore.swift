/// Keeps the wrapped keys of recordings. All of them are wrapped with one key-encryption key, the
/// current one, whose name is kept with them.
package protocol RecordingKeyStore: Sendable {
    /// The name of the current key-encryption key; `nil` before there was one.
    func currentKeyEncryptionKey() async throws -> String?
    /// Makes the first key-encryption key the current one.
    ///
    /// - Throws: ``StoreError/conflict`` where there is another.
    func adoptKeyEncryptionKey(_ id: String) async throws
    /// On disk when it returns: the recording may start.
    ///
    /// - Throws: ``StoreError/conflict`` where it is wrapped with another key than the current one.
    func insert(_ key: WrappedRecordingKey) async throws
    /// `nil`: erased.
    func key(of recording: CallRecordingID) async throws -> WrappedRecordingKey?
    /// Puts another wrapping of each key in its place and makes `id` current, all or nothing. What
    /// was there is overwritten.
    ///
    /// - Parameter wrap: gives the new bytes; what it throws leaves everything as it was.
    /// - Returns: how many there were.
    func rewrap(
        for id: String, _ wrap: @escaping @Sendable (WrappedRecordingKey) throws -> [UInt8]
    ) async throws -> Int
    /// Overwrites the keys of these recordings, in the database's file and in its log. When it
    /// returns nothing on the disk opens them.
    func erase(_ recordings: [CallRecordingID]) async throws
}
