import SFU
import Testing

@Suite struct LayerSelectorTests {
    private static func start(_ temporalLayer: UInt8, sync: Bool = false) -> LayerSelector.Frame {
        .init(temporalLayer: temporalLayer, isStart: true, isSwitchingPoint: sync)
    }

    private static func rest(_ temporalLayer: UInt8) -> LayerSelector.Frame {
        .init(temporalLayer: temporalLayer, isStart: false, isSwitchingPoint: false)
    }

    @Test func `a layer is entered on its key frame alone`() {
        var selector = LayerSelector(target: 1)
        #expect(selector.judge(layer: 1, startsKeyframe: false) == .drop)
        #expect(selector.judge(layer: 0, startsKeyframe: true) == .drop)
        #expect(selector.judge(layer: 1, startsKeyframe: true) == .switched)
        selector.aim(at: 0)
        #expect(selector.needsKeyframe)
        #expect(selector.judge(layer: 1, startsKeyframe: false) == .forward)
        #expect(selector.judge(layer: 0, startsKeyframe: true) == .switched)
        #expect(selector.judge(layer: 1, startsKeyframe: false) == .drop)
    }

    @Test func `a stopped picture forwards nothing and begins on a key frame`() {
        var selector = LayerSelector(target: 0)
        _ = selector.judge(layer: 0, startsKeyframe: true)
        selector.aim(at: nil)
        #expect(!selector.needsKeyframe)
        #expect(selector.judge(layer: 0, startsKeyframe: true) == .drop)
        selector.aim(at: 0)
        #expect(selector.needsKeyframe)
        #expect(selector.judge(layer: 0, startsKeyframe: false) == .drop)
        #expect(selector.judge(layer: 0, startsKeyframe: true) == .switched)
    }

    @Test func `temporal layers go with the next frame, never within one`() {
        var selector = LayerSelector(target: 0)
        _ = selector.judge(layer: 0, startsKeyframe: true, frame: Self.start(0))
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(2)) == .forward)
        selector.aim(at: 0, temporalLayers: 0)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.rest(2)) == .forward)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(1)) == .leaveOut)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.rest(1)) == .leaveOut)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(0)) == .forward)
    }

    @Test func `temporal layers come back where a frame needs the base layer alone`() {
        var selector = LayerSelector(target: 0)
        _ = selector.judge(layer: 0, startsKeyframe: true, frame: Self.start(0))
        selector.aim(at: 0, temporalLayers: 0)
        _ = selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(0))
        selector.aim(at: 0)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(2)) == .leaveOut)
        #expect(
            selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(1, sync: true))
                == .forward)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(2)) == .leaveOut)
        #expect(
            selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(2, sync: true))
                == .forward)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(2)) == .forward)
    }

    @Test func `on the way down only base frames of the old layer pass`() {
        var selector = LayerSelector(target: 0)
        _ = selector.judge(layer: 0, startsKeyframe: true, frame: Self.start(0))
        selector.aim(at: 1, isDescending: true)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(1)) == .leaveOut)
        #expect(selector.judge(layer: 0, startsKeyframe: false, frame: Self.start(0)) == .forward)
        #expect(selector.judge(layer: 1, startsKeyframe: true, frame: Self.start(0)) == .switched)
        #expect(selector.judge(layer: 1, startsKeyframe: false, frame: Self.start(1)) == .forward)
    }
}
