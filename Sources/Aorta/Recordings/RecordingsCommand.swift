import ArgumentParser

/// `aorta recordings`: what an operator does with what was recorded.
struct RecordingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recordings",
        abstract: "List, export, check and erase recordings, and change the key they are under.",
        discussion: """
            Recordings lie encrypted in DATA/recordings, one file a participant. Each recording \
            has a key of its own in the database, encrypted with the key of recordings.key \
            (DATA/recordings.key, unless configured otherwise). These commands need both, and \
            work beside a running server:

              aorta recordings list --data data
              aorta recordings verify --data data
              aorta recordings prove RECORDING --data data
              aorta recordings export RECORDING --to folder --data data
              aorta recordings erase RECORDING --yes --data data

            Erasing overwrites the recording's key first; from then on its files, and every \
            copy of them, are noise. A backup of the database still has the key: let backups \
            end, too. How long recordings are kept is a rule of the hospital or of one \
            appointment, applied once a day:

              aorta recordings retention --hospital HOSPITAL --days 3650 --data data
              aorta recordings hold RECORDING --data data

            All of it is in the hospital's audit log.
            """,
        subcommands: [
            ListRecordings.self, ExportRecordings.self, VerifyRecordings.self,
            ProveRecordings.self, EraseRecordings.self, HoldRecording.self, SetRetention.self,
            RotateRecordingKey.self,
        ])
}
