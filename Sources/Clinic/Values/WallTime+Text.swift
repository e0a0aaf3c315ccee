extension WallTime {
    private static let millisecondsPerDay: Int64 = 86_400_000
    /// 0001-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what four digits of a year can say.
    private static let sayable: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// ISO 8601 in UTC with milliseconds: `2026-03-01T09:30:00.000Z`.
    ///
    /// Always 24 characters, so that texts sort as the instants do. A time outside of the years
    /// 1 to 9999 is shown as the nearest that is inside.
    package var text: String {
        let clamped = min(max(milliseconds, Self.sayable.lowerBound), Self.sayable.upperBound)
        let (days, rest) = clamped.floorDivided(by: Self.millisecondsPerDay)
        let (year, month, day) = Self.civilDate(daysSince1970: days)
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
            + "T" + Self.padded(rest / 3_600_000, 2)
            + ":" + Self.padded(rest / 60_000 % 60, 2)
            + ":" + Self.padded(rest / 1000 % 60, 2)
            + "." + Self.padded(rest % 1000, 3) + "Z"
    }

    /// Reads `YYYY-MM-DDThh:mm[:ss[.fraction]]` followed by `Z` or `±hh:mm` (RFC 3339 §5.6, with
    /// seconds optional as browsers' date fields leave them out).
    ///
    /// Digits beyond milliseconds are cut off. `nil` for anything else, and for dates and times
    /// that do not exist; a leap second counts as the second after it.
    package init?(text: String) {
        var reader = TextReader(text)
        guard
            let year = reader.number(digits: 4), year >= 1, reader.skip("-"),
            let month = reader.number(digits: 2), (1...12).contains(month), reader.skip("-"),
            let day = reader.number(digits: 2), day >= 1,
            day <= Self.dayCount(ofMonth: month, year: year),
            reader.skip("T") || reader.skip("t"),
            let hour = reader.number(digits: 2), hour <= 23, reader.skip(":"),
            let minute = reader.number(digits: 2), minute <= 59
        else { return nil }

        var second: Int64 = 0
        var fraction: Int64 = 0
        if reader.skip(":") {
            guard let read = reader.number(digits: 2), read <= 60 else { return nil }
            second = read
            if reader.skip(".") {
                guard let read = reader.thousandths() else { return nil }
                fraction = read
            }
        }
        guard let offset = reader.offsetInMinutes(), reader.isAtEnd else { return nil }

        let days = Self.daysSince1970(year: year, month: month, day: day)
        let minutes = hour * 60 + minute - offset
        let milliseconds =
            days * Self.millisecondsPerDay + minutes * 60_000 + second * 1000 + fraction
        guard Self.sayable.contains(milliseconds) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func dayCount(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days from 1970-01-01 in the proleptic Gregorian calendar, whose years here begin in March,
    /// so that the leap day is a year's last.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = marchYear.floorDivided(by: 400)
        let marchMonth = (month + 9) % 12
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civilDate(daysSince1970: Int64) -> (Int64, Int64, Int64) {
        let (era, dayOfEra) = (daysSince1970 + 719_468).floorDivided(by: 146_097)
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension WallTime: CustomStringConvertible {
    package var description: String { text }
}

/// As its ``text``, so that JSON carries a time that people can read.
extension WallTime: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = WallTime(text: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected an ISO 8601 time with an offset")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Int64 {
    /// The quotient towards minus infinity, and the remainder, which is never negative.
    fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// Walks over the ASCII of a time; everything it reads is bounded by the digits asked for.
private struct TextReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let next = rest.first, next == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// A fraction of one to nine digits, cut to three.
    mutating func thousandths() -> Int64? {
        var digits: [Int64] = []
        while digits.count < 9, let digit = digit() { digits.append(digit) }
        guard !digits.isEmpty else { return nil }
        return (digits + [0, 0]).prefix(3).reduce(0) { $0 * 10 + $1 }
    }

    mutating func offsetInMinutes() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
        guard
            let hours = number(digits: 2), hours <= 23, skip(":"),
            let minutes = number(digits: 2), minutes <= 59
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private mutating func digit() -> Int64? {
        guard let next = rest.first, (0x30...0x39).contains(next) else { return nil }
        rest.removeFirst()
        return Int64(next - 0x30)
    }
}
