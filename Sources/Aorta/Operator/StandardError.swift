import Foundation

/// Lines for a person, beside what a script reads.
enum StandardError {
    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
