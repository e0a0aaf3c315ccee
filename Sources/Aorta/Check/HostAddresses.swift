import Glibc
import NIOPosix

/// The addresses of a host, as this machine resolves its name.
enum HostAddresses {
    /// What is tried of a name that has many.
    static let countLimit = 4

    /// In the order of RFC 6724, as `getaddrinfo` gives them; an address is its own.
    ///
    /// - Returns: at most ``countLimit`` addresses as text, at least one.
    /// - Throws: ``CheckFailure/unknownName``.
    static func resolve(_ host: String) async throws(CheckFailure) -> [String] {
        let found = try? await NIOThreadPool.singleton.runIfActive { lookUp(host) }
        guard let found, !found.isEmpty else { throw .unknownName }
        return found
    }

    private static func lookUp(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var next = list
        while let entry = next, addresses.count < countLimit {
            next = entry.pointee.ai_next
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let failed = getnameinfo(
                entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count),
                nil, 0, NI_NUMERICHOST)
            guard failed == 0 else { continue }
            let address = String(
                decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            if !addresses.contains(address) { addresses.append(address) }
        }
        return addresses
    }
}
