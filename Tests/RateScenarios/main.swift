import Glibc
import Simulation

// Sends over simulated links and prints how well the estimate follows them:
// `swift run -c release RateScenarios [seeds [words of a scenario's name]]`.
// Ends with status 1 where the median of a scenario misses a target.

let seeds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100
let words = CommandLine.arguments.dropFirst(2).joined(separator: " ")
let table = RateTable(seeds: seeds, named: words)
if !table.print() { exit(EXIT_FAILURE) }
