import Foundation

/// What this host is, for results.
enum HostWords {
    static var coreCount: Int { ProcessInfo.processInfo.activeProcessorCount }

    static var kernel: String {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
        return "Linux " + (text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "")
    }

    /// As the kernel names it.
    static var processor: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
    }
}
