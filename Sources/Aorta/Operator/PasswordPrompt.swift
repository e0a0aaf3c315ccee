import Clinic
import Foundation
import Glibc

/// Takes a password from who sits there, unseen, or from a pipe: never from the command line, which
/// every user of the machine can read.
enum PasswordPrompt {
    /// - Throws: ``StartFailure`` when there is none, it is too short, or both are not the same.
    static func hash() throws -> PasswordHash {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let password = line(isTerminal ? "Password: " : nil)
        guard password.count >= 8 else {
            throw StartFailure("a password has 8 characters at least")
        }
        if isTerminal, line("The same again: ") != password {
            throw StartFailure("the two are not the same")
        }
        guard let hash = PasswordHash(of: password) else {
            throw StartFailure("a password has at most \(PasswordHash.passwordByteLimit) bytes")
        }
        return hash
    }

    private static func line(_ prompt: String?) -> String {
        guard let prompt else { return readLine() ?? "" }
        FileHandle.standardError.write(Data(prompt.utf8))
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return readLine() ?? "" }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine() ?? ""
    }
}
