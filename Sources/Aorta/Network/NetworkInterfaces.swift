import Glibc
import Wire

/// The addresses of this machine's interfaces, and which of them leads outside.
enum NetworkInterfaces {
    struct Interface: Sendable, Equatable {
        let name: String
        /// Port 0.
        let address: SocketAddress
    }

    /// Every address of every interface that is up, without link-local ones.
    static func all() -> [Interface] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        return sequence(first: list, next: { $0?.pointee.ifa_next }).compactMap { entry in
            guard let entry, entry.pointee.ifa_flags & UInt32(IFF_UP) != 0,
                let sockaddr = entry.pointee.ifa_addr, let address = address(of: sockaddr),
                !isLinkLocal(address)
            else { return nil }
            return Interface(name: String(cString: entry.pointee.ifa_name), address: address)
        }
    }

    /// The interface of the IPv4 default route, by the kernel's table.
    static func defaultRoute() -> String? {
        guard let file = fopen("/proc/net/route", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            let fields = String(decoding: text, as: UTF8.self).split { $0 == "\t" || $0 == " " }
            if fields.count > 7, fields[1] == "00000000", fields[7] == "00000000" {
                return String(fields[0])
            }
        }
        return nil
    }

    private static func address(of sockaddr: UnsafeMutablePointer<sockaddr>) -> SocketAddress? {
        let bytes = UnsafeRawPointer(sockaddr)
        switch Int32(sockaddr.pointee.sa_family) {
        case AF_INET:
            let address = bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            return SocketAddress(ipv4: UInt32(bigEndian: address), port: 0)
        case AF_INET6:
            let high = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            let low = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            return SocketAddress(
                high: UInt64(bigEndian: high), low: UInt64(bigEndian: low), port: 0)
        default:
            return nil
        }
    }

    /// fe80::/10 means nothing without an interface, which a candidate cannot name.
    private static func isLinkLocal(_ address: SocketAddress) -> Bool {
        if let ipv4 = address.ipv4 { return ipv4 >> 16 == 0xA9FE }
        return address.high >> 54 == 0x3FA
    }
}
