import Clinic
import Foundation

/// Says on standard error how far a composition is: on a terminal in one line, else every tenth.
final class CompositionProgress {
    private let name: String
    private let isTerminal = isatty(2) == 1
    private let begun = ContinuousClock.now
    private var shown: Int64 = -1

    init(_ name: String) {
        self.name = name
    }

    /// - Parameters:
    ///   - composed: milliseconds.
    ///   - length: of the whole.
    func show(_ composed: Int64, of length: Int64) {
        let percent = length > 0 ? composed * 100 / length : 100
        let step: Int64 = isTerminal ? 1 : 10
        guard percent / step > shown / step || shown < 0 else { return }
        shown = percent
        let elapsed = Double((ContinuousClock.now - begun).wholeMilliseconds)
        let speed = elapsed > 0 ? Double(composed) / elapsed : 0
        let text = String(format: "%@: %lld %%, %.1f times real time", name, percent, speed)
        let ending = isTerminal && percent < 100 ? "\r" : "\n"
        FileHandle.standardError.write(Data((text + ending).utf8))
    }
}
