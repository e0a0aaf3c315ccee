import Clinic
import Testing

@Suite struct WallTimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"),
            (1, "1970-01-01T00:00:00.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_772_357_400_123, "2026-03-01T09:30:00.123Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `an instant has one text, and the text is read back`(milliseconds: Int64, text: String) {
        #expect(WallTime(milliseconds: milliseconds).text == text)
        #expect(WallTime(text: text)?.milliseconds == milliseconds)
    }

    @Test(
        arguments: [
            ("2026-03-01T09:30:00Z", 1_772_357_400_000),
            ("2026-03-01T09:30Z", 1_772_357_400_000),
            ("2026-03-01t09:30:00z", 1_772_357_400_000),
            ("2026-03-01T10:30:00+01:00", 1_772_357_400_000),
            ("2026-02-28T23:30:00.5-10:00", 1_772_357_400_500),
            ("2026-03-01T09:30:00.123456789Z", 1_772_357_400_123),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ] as [(String, Int64)])
    func `other spellings of RFC 3339 are read`(text: String, milliseconds: Int64) {
        #expect(WallTime(text: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-03-01", "2026-03-01T09:30:00", "2026-03-01 09:30:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z",
        "2026-03-01T09:30:61Z", "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00.1234567890Z",
        "2026-03-01T09:30:00+1:00", "2026-03-01T09:30:00ZZ", "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00", "+026-03-01T09:30:00Z", "２０２６-03-01T09:30:00Z",
    ])
    func `what is no time is refused`(text: String) {
        #expect(WallTime(text: text) == nil)
    }

    @Test func `every prefix of a time but the minutes' is refused`() {
        let text = "2026-03-01T09:30:00.123Z"
        for length in 0..<text.count {
            #expect(WallTime(text: String(text.prefix(length))) == nil)
        }
    }

    @Test func `every day of 400 years comes back from its text`() {
        for day in stride(from: Int64(-73_000), to: 73_100, by: 1) {
            let time = WallTime(milliseconds: day * 86_400_000 + 12_345)
            #expect(WallTime(text: time.text) == time)
        }
    }

    @Test func `an instant beyond four digits of a year is shown as the last that fits`() {
        #expect(WallTime(milliseconds: .max).text == "9999-12-31T23:59:59.999Z")
        #expect(WallTime(milliseconds: .min).text == "0001-01-01T00:00:00.000Z")
    }

    @Test func `intervals add and subtract, also back in time`() {
        let time = Samples.start

        #expect((time + .seconds(90)) - time == .seconds(90))
        #expect(time - (time + .seconds(1)) == .seconds(-1))
        #expect((time - .milliseconds(1)).milliseconds == time.milliseconds - 1)
        #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
    }
}
