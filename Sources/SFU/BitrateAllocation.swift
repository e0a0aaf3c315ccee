/// Divides what a subscriber's path carries among the pictures it could receive.
///
/// Sound is not divided: it comes first, and its bitrate is taken off before. Then each picture
/// gets its least, in the order of priority, and then each its most, in the same order. So others'
/// cameras shrink first, then stop, then the speaker's, then a shared screen.
package struct BitrateAllocation: Sendable {
    /// One way to receive a picture.
    package struct Step: Equatable, Sendable {
        /// Index of the layer in its publication.
        package let layer: Int
        /// The highest temporal layer of it.
        package let temporalLayers: UInt8
        /// In bits per second.
        package let bitrate: Int

        package init(layer: Int, temporalLayers: UInt8, bitrate: Int) {
            self.layer = layer
            self.temporalLayers = temporalLayers
            self.bitrate = bitrate
        }
    }

    /// A picture that could be received.
    package struct Picture: Sendable {
        /// From the least to the most.
        package let steps: [Step]
        /// Which step it receives now; `nil` where it has been stopped.
        package let current: Int?
        /// It may get more than now.
        package let mayRise: Bool
        /// It may be stopped where there is no room for its least.
        package let mayStop: Bool

        package init(
            steps: [Step], current: Int?, mayRise: Bool = true, mayStop: Bool = true
        ) {
            self.steps = steps
            self.current = current
            self.mayRise = mayRise
            self.mayStop = mayStop
        }
    }

    /// More than now is given only where this much would be left over, because bitrates of video
    /// waver; a stopped picture begins again only with as much more.
    package static let riseMargin = 1.1
    /// What is received now is kept until it needs more than this share of what there is.
    package static let keepMargin = 0.95
    /// A picture that would have to stop is kept a little longer.
    private static let stopMargin = 0.8

    /// - Parameters:
    ///   - pictures: the most important first.
    ///   - bitrate: for all pictures together; `nil` where nothing limits.
    /// - Returns: for each picture its step; `nil` to stop it.
    package static func divide(
        _ bitrate: Int?, among pictures: [Picture]
    ) -> [Int?] {
        guard let bitrate else {
            return pictures.map { $0.steps.isEmpty ? nil : $0.steps.count - 1 }
        }
        var left = Double(bitrate)
        var chosen: [Int?] = pictures.map { picture in
            guard let least = picture.steps.first else { return nil }
            let need = Double(least.bitrate) * (picture.current == nil ? riseMargin : stopMargin)
            guard need <= left || !picture.mayStop else { return nil }
            left -= Double(least.bitrate)
            return 0
        }
        for (index, picture) in pictures.enumerated() {
            guard let first = chosen[index] else { continue }
            let given = Double(picture.steps[first].bitrate)
            for step in picture.steps.indices.dropFirst() {
                let need = Double(picture.steps[step].bitrate)
                let isRise = picture.current.map { step > $0 } ?? true
                if isRise, !picture.mayRise { break }
                guard need * (isRise ? riseMargin : keepMargin) - given <= left else { break }
                chosen[index] = step
            }
            if let step = chosen[index] { left -= Double(picture.steps[step].bitrate) - given }
        }
        return chosen
    }
}
