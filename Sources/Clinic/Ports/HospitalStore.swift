/// Keeps hospitals and their policies.
package protocol HospitalStore: Sendable {
    /// Adds a hospital, or takes over the name and policies of one that is there.
    func save(_ hospital: Hospital) async throws
    func hospital(_ id: HospitalID) async throws -> Hospital?
    /// All of the server by their ids' order, those after `after`, at most `limit`: for its
    /// operator, never for a browser.
    func hospitals(after: HospitalID?, limit: Int) async throws -> [Hospital]
}

extension HospitalStore {
    /// Every hospital of the server, read in pages.
    package func all() async throws -> [Hospital] {
        let page = 500
        var all: [Hospital] = []
        repeat {
            let found = try await hospitals(after: all.last?.id, limit: page)
            all += found
            guard found.count == page else { return all }
        } while true
    }
}
