internal import CLinuxUDP
import Glibc

/// What the kernel tells of the process under test (proc(5)).
package struct ServerProcess: Sendable {
    package let pid: Int32

    package init(pid: Int32) {
        self.pid = pid
    }

    /// A moment's reading; differences of two mean something.
    package struct Reading: Sendable {
        /// Seconds on a processor, of all threads that it has or had.
        package var total = 0.0
        /// The part of it in the process, and that in the kernel for it, in hundredths of a second.
        package var user = 0.0
        package var kernel = 0.0
        /// Resident memory, in bytes.
        package var residentBytes = 0
        package var threads = 0
        package var descriptors = 0

        package init() {}

        /// 0...1: how much of the time since `former` was spent in the process itself.
        package func userShare(since former: Reading) -> Double {
            let sampled = (user - former.user) + (kernel - former.kernel)
            return sampled > 0 ? min(max((user - former.user) / sampled, 0), 1) : 0
        }
    }

    /// `nil` where there is no such process, or its figures may not be read.
    ///
    /// How long its threads ran is exact; how that divides into user and kernel is what the kernel
    /// has sampled a hundred times a second.
    package func read() -> Reading? {
        guard let stat = Self.text(of: "/proc/\(pid)/stat"),
            let close = stat.lastIndex(of: ")"),
            let memory = Self.text(of: "/proc/\(pid)/statm")?.split(separator: " "),
            memory.count > 1, let pages = Int(memory[1])
        else { return nil }
        // The first field behind the name is the third of proc(5).
        let fields = stat[stat.index(after: close)...].split(separator: " ")
        guard fields.count > 17, let user = Double(fields[11]), let kernel = Double(fields[12])
        else { return nil }
        var reading = Reading()
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        reading.user = user / ticks
        reading.kernel = kernel / ticks
        reading.residentBytes = pages * Int(getpagesize())
        reading.descriptors = Self.names(in: "/proc/\(pid)/fd").count
        reading.threads = Self.names(in: "/proc/\(pid)/task").count
        reading.total = Self.processorTime(of: pid) ?? reading.user + reading.kernel
        return reading
    }

    /// Keeps all its threads, and those they start from now on, on one core.
    ///
    /// - Throws: ``LoadError/noResources(_:)``.
    package func pin(to core: Int) throws(LoadError) {
        for thread in Self.names(in: "/proc/\(pid)/task").compactMap({ Int32($0) }) {
            let pinned = aorta_thread_pin(thread, UInt32(clamping: core))
            guard pinned == 0 || pinned == -ESRCH else {
                let reason = String(cString: strerror(-pinned))
                throw .noResources("process \(pid) cannot be kept on core \(core): \(reason)")
            }
        }
    }

    /// Keeps the calling thread, and processes it starts from now on, on one core.
    ///
    /// - Throws: ``LoadError/noResources(_:)``.
    package static func pinThread(to core: Int) throws(LoadError) {
        let pinned = aorta_thread_pin(0, UInt32(clamping: core))
        guard pinned == 0 else { throw .noResources("this host has no core \(core)") }
    }

    /// This process.
    package static var own: ServerProcess { ServerProcess(pid: getpid()) }

    /// Lets this process open as many sockets as its host allows.
    package static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Seconds, to the nanosecond.
    private static func processorTime(of pid: Int32) -> Double? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0
        else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 4_096) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func names(in folder: String) -> [String] {
        guard let open = opendir(folder) else { return [] }
        defer { closedir(open) }
        var names: [String] = []
        while let entry = readdir(open) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
