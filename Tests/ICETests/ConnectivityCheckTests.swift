import ICE
import STUN
import Testing
import Wire

@Suite struct ConnectivityCheckTests {
    private let checks = ChecksUnderTest()

    @Test func `USERNAME names our fragment first, then the browser's`() throws {
        let datagram = checks.datagram()
        let check = try ConnectivityCheck(parsing: datagram.span.bytes)
        #expect(check.localUfrag == "localfrg")
        #expect(check.remoteUfrag == "h6vY")
        #expect(isAuthentic(check, in: datagram))
    }

    @Test func `a check made with another password is not authentic`() throws {
        let datagram = checks.datagram([.wrongPassword])
        let check = try ConnectivityCheck(parsing: datagram.span.bytes)
        #expect(!isAuthentic(check, in: datagram))
    }

    @Test func `a check for another fragment is not authentic, whatever its password`() throws {
        let datagram = checks.datagram()
        let check = try ConnectivityCheck(parsing: datagram.span.bytes)
        let other = ICECredentials(ufrag: "another1", password: checks.local.password)
        #expect(!isAuthentic(check, in: datagram, other))
    }

    @Test func `a Binding request with a USERNAME may be one, others are a TURN server's`() {
        let checks = ChecksUnderTest()
        #expect(mayBe(checks.datagram()))
        #expect(!mayBe(checks.datagram([.noUsername])))
        let whole = checks.datagram()
        for length in 0..<24 { #expect(!mayBe(Array(whole[..<length]))) }
        var allocate = whole
        allocate[1] = 3
        #expect(!mayBe(allocate))
        // Attributes whose lengths lead nowhere.
        for length in [0xffff, 0xfffc, 0] as [UInt16] {
            var noise = [UInt8](repeating: 0, count: 60)
            noise[1] = 1
            noise[21] = 7
            noise[22] = UInt8(length >> 8)
            noise[23] = UInt8(length & 255)
            #expect(!mayBe(noise))
        }
    }

    private func mayBe(_ message: [UInt8]) -> Bool {
        ConnectivityCheck.mayBe(message.span.bytes)
    }

    @Test func `what is not a check is named`() {
        #expect(throws: ConnectivityCheckError.noUsername) {
            try parse(checks.datagram([.noUsername]))
        }
        #expect(throws: ConnectivityCheckError.wrongFingerprint) {
            try parse(checks.datagram([.noFingerprint]))
        }
        #expect(throws: ConnectivityCheckError.malformed(.truncatedHeader)) { try parse([]) }
        var response = checks.datagram()
        response[0] = 1
        #expect(throws: ConnectivityCheckError.notABindingRequest) { try parse(response) }
    }

    @Test func `every truncation and every flipped bit is refused`() {
        let whole = checks.datagram([.nominating])
        for length in 0..<whole.count {
            #expect(throws: ConnectivityCheckError.self) { try parse(Array(whole.prefix(length))) }
        }
        for bit in 0..<whole.count * 8 {
            var damaged = whole
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: ConnectivityCheckError.self) { try parse(damaged) }
        }
    }

    @Test func `a success tells the address and is signed with our password`() throws {
        let id = TransactionID(high: 5, low: 6)
        let path = checks.path(9)
        let datagram = written {
            BindingResponse.writeSuccess(id, to: path, credentials: checks.local, into: $0)
        }
        let response = try STUNMessage(decoding: datagram.span.bytes)
        #expect(response.messageClass == .success)
        #expect(response.transactionID == id)
        let address = response.xorMappedAddress(in: datagram.span.bytes)
        #expect(address == path.remote)
        let isIntact = response.isIntact(in: datagram.span.bytes, key: checks.local.key)
        #expect(isIntact)
    }

    @Test(arguments: [
        CheckRefusal.roleConflict, .unknownAttribute(STUNAttributeType(rawValue: 0x7777)),
    ])
    func `a refusal carries its code and is signed too`(refusal: CheckRefusal) throws {
        let datagram = written {
            BindingResponse.writeError(
                TransactionID(high: 5, low: 6), refusal, credentials: checks.local, into: $0)
        }
        let response = try STUNMessage(decoding: datagram.span.bytes)
        #expect(response.messageClass == .error)
        let value = try #require(response.first(.errorCode)?.value)
        #expect(Int(datagram[value.lowerBound + 2]) == refusal.code / 100)
        #expect(Int(datagram[value.lowerBound + 3]) == refusal.code % 100)
        let isIntact = response.isIntact(in: datagram.span.bytes, key: checks.local.key)
        #expect(isIntact)
    }

    private func parse(_ datagram: [UInt8]) throws -> ConnectivityCheck {
        try ConnectivityCheck(parsing: datagram.span.bytes)
    }

    private func isAuthentic(
        _ check: ConnectivityCheck, in datagram: [UInt8], _ credentials: ICECredentials? = nil
    ) -> Bool {
        check.isAuthentic(in: datagram.span.bytes, credentials: credentials ?? checks.local)
    }

    private func written(_ write: (UnsafeMutableRawBufferPointer) -> Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: BindingResponse.capacity) { buffer, count in
            count = write(UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
