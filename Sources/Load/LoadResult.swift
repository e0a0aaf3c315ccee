/// What one run has found out, as its JSON has it.
///
/// `version` grows when a field changes its meaning or goes; new fields may come at any time.
package struct LoadResult: Sendable, Codable {
    package var version = 1
    /// The generator: `aorta 0.1.0`.
    package var tool: String
    /// The server, as its adapter names it, and where it was asked.
    package var server: String
    package var url: String
    package var host: Host
    /// Of the first level.
    package var plan: LoadPlan
    package var limits: LoadLimits
    /// Each window, in order.
    package var levels: [LoadLevel] = []
    /// The place in `levels` of the highest load within the limits; `null` where none was.
    package var highest: Int?
    /// Why each level does not count as carried; `null` where it does.
    package var breaches: [String?] = []

    /// Where it ran.
    package struct Host: Sendable, Codable {
        package var kernel: String
        package var processor: String
        package var cores: Int
        package var serverCore: Int?
        package var loadCores: [Int]

        package init(
            kernel: String, processor: String, cores: Int, serverCore: Int?, loadCores: [Int]
        ) {
            self.kernel = kernel
            self.processor = processor
            self.cores = cores
            self.serverCore = serverCore
            self.loadCores = loadCores
        }
    }

    package init(
        tool: String, server: String, url: String, host: Host, plan: LoadPlan, limits: LoadLimits
    ) {
        self.tool = tool
        self.server = server
        self.url = url
        self.host = host
        self.plan = plan
        self.limits = limits
    }
}
