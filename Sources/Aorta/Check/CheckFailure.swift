import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Why a way fails, in the stable words of the report.
enum CheckFailure: Error, Equatable {
    case noAnswer
    case refused
    /// It opened, then was cut.
    case cut
    case unknownName
    /// The certificate or the handshake.
    case tls
    /// The proxy's status.
    case proxy(Int)
    /// An error of the relay.
    case turn(Int)
    case http(Int, code: String?)
    /// The server's answer does not name this way.
    case notOffered
    /// Another thing than the server's answered.
    case unexpected

    init(_ error: any Error) {
        switch error {
        case let failure as CheckFailure: self = failure
        case let error as NIOConnectionError: self = Self.connecting(error)
        case let error as IOError:
            self = error.errnoCode == ECONNREFUSED ? .refused : .noAnswer
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: self = .tls
        default: self = .noAnswer
        }
    }

    private static func connecting(_ error: NIOConnectionError) -> CheckFailure {
        guard !error.connectionErrors.isEmpty else { return .unknownName }
        let isRefused = error.connectionErrors.contains {
            ($0.error as? IOError)?.errnoCode == ECONNREFUSED
        }
        return isRefused ? .refused : .noAnswer
    }

    /// As reports store it.
    var word: String {
        switch self {
        case .noAnswer: "no_answer"
        case .refused: "refused"
        case .cut: "cut"
        case .unknownName: "no_name"
        case .tls: "tls"
        case .proxy: "proxy"
        case .turn(let code): "turn_\(code)"
        case .http(_, let code): code ?? "failed"
        case .notOffered: "not_offered"
        case .unexpected: "failed"
        }
    }

    /// For who reads the terminal.
    var text: String {
        switch self {
        case .noAnswer: "nothing came back"
        case .refused: "the connection was refused on the way"
        case .cut: "it opened, then was cut"
        case .unknownName: "the name cannot be resolved"
        case .tls: "the certificate that arrives here is not one to be trusted"
        case .proxy(407): "the proxy asks for a password"
        case .proxy(let status): "the proxy refuses it with status \(status)"
        case .turn(let code): "the relay answered with error \(code)"
        case .http(429, _): "too many tests from here, try again in ten minutes"
        case .http(let status, _): "the server answered with status \(status)"
        case .notOffered: "the server did not offer it this time"
        case .unexpected: "something else answered"
        }
    }
}
