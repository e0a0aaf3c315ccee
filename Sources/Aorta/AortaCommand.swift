import ArgumentParser

/// `aorta`: what an operator types.
@main
struct AortaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aorta",
        abstract: "A media relay for medical video consultations.",
        discussion: """
            Try it out on this machine:

              aorta serve --demo

            prints a link for a doctor and one for a patient; open them in two browsers. For a \
            hospital, copy Config/aorta.yaml, set what differs, then

              aorta check-config --config aorta.yaml
              aorta serve --config aorta.yaml

            and let people in, while it runs or before:

              aorta hospitals add st-mary "St Mary's Hospital"
              aorta users add ada@st-mary.example --hospital st-mary --role doctor \
                --name "Dr. Ada Grey"
            """,
        version: AortaVersion.text,
        subcommands: [
            Serve.self, TURNCommand.self, TokenCommand.self, Check.self, Bench.self,
            CheckConfig.self, HospitalsCommand.self, UsersCommand.self, AppointmentsCommand.self,
            RecordingsCommand.self, KeysCommand.self, AuditCommand.self,
        ])
}

/// The version of this build.
enum AortaVersion {
    static let text = "0.1.0"
}
