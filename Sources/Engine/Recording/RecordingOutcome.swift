/// What came of writing, to be told once it is done.
struct RecordingOutcome {
    var counters = RecordingCounters()
    var events: [RecordingEvent] = []
}
