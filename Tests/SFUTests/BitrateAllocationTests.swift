import SFU
import Testing

@Suite struct BitrateAllocationTests {
    /// 150 kbit/s, 500 kbit/s, then 1 and 1.7 Mbit/s of the same large layer.
    private static let steps: [BitrateAllocation.Step] = [
        .init(layer: 2, temporalLayers: 7, bitrate: 150_000),
        .init(layer: 1, temporalLayers: 7, bitrate: 500_000),
        .init(layer: 0, temporalLayers: 1, bitrate: 1_000_000),
        .init(layer: 0, temporalLayers: 7, bitrate: 1_700_000),
    ]

    private static func divide(_ bitrate: Int?, among currents: [Int?]) -> [Int?] {
        BitrateAllocation.divide(
            bitrate, among: currents.map { .init(steps: steps, current: $0) })
    }

    @Test func `where nothing limits everybody gets the best`() {
        #expect(Self.divide(nil, among: [0, nil]) == [3, 3])
    }

    @Test(arguments: [
        (100_000, nil), (200_000, 0), (600_000, 1), (1_200_000, 2), (2_000_000, 3),
    ])
    func `a picture gets the largest step that fits`(bitrate: Int, step: Int?) {
        #expect(Self.divide(bitrate, among: [nil]) == [step])
    }

    @Test func `a step is kept with less room than it is entered with`() {
        #expect(Self.divide(520_000, among: [0]) == [0])
        #expect(Self.divide(520_000, among: [1]) == [1])
        #expect(Self.divide(470_000, among: [1]) == [0])
    }

    @Test func `temporal layers go before the large layer does`() {
        #expect(Self.divide(1_300_000, among: [3]) == [2])
    }

    @Test func `each gets its least before the first gets more`() {
        #expect(Self.divide(800_000, among: [nil, nil]) == [1, 0])
        #expect(Self.divide(330_000, among: [nil, nil]) == [0, 0])
    }

    @Test func `the less important stops first`() {
        #expect(Self.divide(200_000, among: [0, 0]) == [0, nil])
        #expect(Self.divide(50_000, among: [0, 0]) == [nil, nil])
    }

    @Test func `what may not stop or rise does not`() {
        let picture = BitrateAllocation.Picture(
            steps: Self.steps, current: 0, mayRise: false, mayStop: false)
        #expect(BitrateAllocation.divide(10_000, among: [picture]) == [0])
        #expect(BitrateAllocation.divide(9_000_000, among: [picture]) == [0])
    }

    @Test func `a picture that nothing arrives of gets nothing`() {
        let picture = BitrateAllocation.Picture(steps: [], current: nil)
        #expect(BitrateAllocation.divide(9_000_000, among: [picture]) == [nil])
        #expect(BitrateAllocation.divide(nil, among: [picture]) == [nil])
    }
}
