/// Why there is no picture of somebody who is there.
enum Card: String {
    case noPicture = "No picture"
    case nothingReceived = "Nothing was received"
    case undecodable = "This picture cannot be decoded here"
    case interrupted = "The recording was interrupted"
}
