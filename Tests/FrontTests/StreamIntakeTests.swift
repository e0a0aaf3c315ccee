import Testing

@testable import Front

@Suite(.timeLimit(.minutes(1))) struct StreamIntakeTests {
    @Test func `reading is held up at the limit and starts again at half of it`() {
        let intake = StreamIntake(limit: 100)

        #expect(intake.mayRead())
        intake.add(60)
        #expect(intake.mayRead())
        intake.add(60)
        #expect(!intake.mayRead())
        #expect(!intake.take(60))
        #expect(intake.take(60))
        #expect(intake.mayRead())
    }

    @Test func `who was never held up needs no telling`() {
        let intake = StreamIntake(limit: 100)
        intake.add(60)

        #expect(!intake.take(60))
    }

    @Test func `reading never stops for good, whichever thread takes`() async {
        let intake = StreamIntake(limit: 4)
        let (added, add) = AsyncStream.makeStream(of: Int.self)
        let (resumed, resume) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await count in added where intake.take(count) { resume.yield() }
            }
            group.addTask {
                var resumed = resumed.makeAsyncIterator()
                for _ in 0..<20_000 {
                    if !intake.mayRead() { await resumed.next() }
                    intake.add(2)
                    add.yield(2)
                }
                add.finish()
            }
        }
    }
}
