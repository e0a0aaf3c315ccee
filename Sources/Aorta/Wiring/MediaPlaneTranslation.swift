import SFU
import Signaling

// The media plane's words in those of consultations, and back.

extension RoomID {
    init(_ room: MediaRoomID) { self.init(rawValue: room.rawValue) }
}

extension EndpointID {
    init(_ endpoint: MediaEndpointID) { self.init(rawValue: endpoint.rawValue) }
}

extension MediaEndpointID {
    init(_ endpoint: EndpointID) { self.init(rawValue: endpoint.rawValue) }
}

extension MediaSource {
    init(_ source: TrackSource) {
        switch source {
        case .camera: self = .camera
        case .microphone: self = .microphone
        case .screen: self = .screen
        }
    }
}

extension TrackSource {
    init(_ source: MediaSource) {
        switch source {
        case .camera: self = .camera
        case .microphone: self = .microphone
        case .screen: self = .screen
        }
    }
}

extension MediaPlaneError {
    init(_ refusal: MediaReply.Refusal) {
        switch refusal {
        case .badDescription(let text): self = .badDescription(text)
        case .unexpectedAnswer: self = .badDescription("an answer to no offer")
        case .full: self = .full
        case .unknownRoom, .unknownEndpoint, .roomExists, .endpointExists: self = .unavailable
        }
    }
}

extension MediaPlaneEvent {
    /// - Returns: `nil` for what consultations need not know.
    init?(_ event: MediaEvent.Kind) {
        switch event {
        case .subscribeOffer(let endpoint, let sdp, let tracks):
            self = .subscribeOffer(
                MediaEndpointID(endpoint), sdp: sdp,
                tracks: tracks.map {
                    ForwardedSection(
                        mid: $0.mid, publisher: MediaEndpointID($0.publisher),
                        source: TrackSource($0.source))
                })
        case .connection(let endpoint, let state):
            self = .connection(MediaEndpointID(endpoint), MediaConnectionState(state))
        case .activeSpeaker(let endpoint):
            self = .activeSpeaker(endpoint.map { MediaEndpointID($0) })
        case .quality(let endpoint, let quality):
            self = .quality(
                MediaEndpointID(endpoint),
                MediaQuality(
                    loss: quality.lossFraction,
                    roundTripMilliseconds: quality.roundTripMilliseconds,
                    jitterMilliseconds: quality.jitterMilliseconds))
        case .publicationActive: return nil
        }
    }
}

extension MediaConnectionState {
    init(_ state: ConnectionState) {
        switch state {
        case .connecting: self = .new
        case .connected: self = .connected
        case .silent: self = .silent
        case .gone: self = .gone
        }
    }
}
