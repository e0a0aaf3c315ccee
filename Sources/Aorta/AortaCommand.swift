@main
struct AortaCommand {
    static func main() {}
}
