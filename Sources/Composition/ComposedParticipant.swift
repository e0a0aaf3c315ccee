/// Somebody who is seen and heard in a composed file.
package struct ComposedParticipant {
    /// As it is written below the picture.
    package let name: String
    /// When he is there, in milliseconds of the composed clock. Nothing of him is shown or heard
    /// outside.
    package let presence: [Range<Int64>]
    package let files: [File]

    /// - Parameter presence: in order, without overlaps.
    package init(name: String, presence: [Range<Int64>], files: [File]) {
        self.name = name
        self.presence = presence
        self.files = files
    }

    /// What was recorded of him, or a part of it.
    package struct File {
        /// Its time 0, in milliseconds of the composed clock.
        package let start: Int64
        /// `false`: a failure ended it.
        package let isComplete: Bool
        package let frames: any FrameSource

        package init(start: Int64, isComplete: Bool, frames: any FrameSource) {
            self.start = start
            self.isComplete = isComplete
            self.frames = frames
        }
    }

    func isPresent(at time: Int64) -> Bool {
        presence.contains { $0.contains(time) }
    }
}

/// How a composed file is made.
package struct CompositionSettings: Sendable {
    /// Pixels.
    package var width = 1_280
    package var height = 720
    package var frameRate: Int64 = 30
    /// Else VP8.
    package var isVP9 = false
    /// Bits a second.
    package var pictureBitrate = 2_500_000
    package var soundBitrate = 64_000

    package init() {}
}
