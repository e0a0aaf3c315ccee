import Foundation

/// Lines printed so far reach a pipe's reader now; `stdout` itself is not safe to name in Swift 6.
func flushStandardOutput() {
    fflush(nil)
}
