import Testing
import Wire

@testable import Engine

/// What a stream's datagrams are worth to it.
@Suite struct StreamCargoTests {
    static let sound: [UInt8] = [0x80, 111, 0, 1, 0, 0, 0, 0]
    static let picture: [UInt8] = [0x80, 0x80 | 96, 0, 1, 0, 0, 0, 0]
    static let report: [UInt8] = [0x80, 200, 0, 1, 0, 0, 0, 0]
    static let handshake: [UInt8] = [22, 254, 253]
    static let check: [UInt8] = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]
    static let response: [UInt8] = [1, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]

    @Test(arguments: [
        (sound, StreamCargo.audio), (picture, .video), (report, .control), (handshake, .control),
        (check, .control), (response, .control), ([], .control), ([0x80], .control),
    ])
    func `ICE over TCP carries datagrams as they are`(datagram: [UInt8], cargo: StreamCargo) {
        #expect(StreamCargo(of: datagram.span.bytes, over: .framedICE) == cargo)
    }

    @Test(arguments: [
        (sound, StreamCargo.audio), (picture, .video), (report, .control), (handshake, .control),
        (check, .control), ([], .control),
    ])
    func `a TURN client's are looked at behind TURN's own bytes`(
        datagram: [UInt8], cargo: StreamCargo
    ) {
        let channelData: [UInt8] = [0x40, 0, 0, UInt8(datagram.count)] + datagram
        #expect(StreamCargo(of: channelData.span.bytes, over: .turn) == cargo)
        for addressLength in [8, 20] as [UInt8] {
            let address =
                [0, 0x12, 0, addressLength] + [UInt8](repeating: 0, count: Int(addressLength))
            let head: [UInt8] = [0, 0x17] + [UInt8](repeating: 0, count: 18)
            let message = head + address + [0, 0x13, 0, UInt8(datagram.count)] + datagram
            #expect(StreamCargo(of: message.span.bytes, over: .turn) == cargo)
        }
        #expect(StreamCargo(of: Self.response.span.bytes, over: .turn) == .answer)
    }
}
