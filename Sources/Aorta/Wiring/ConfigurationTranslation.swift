import Clinic
import Signaling

/// The operator's settings in the terms of the targets they are for.
extension ServerConfiguration {
    /// How long things of a call may take.
    var callLimits: CallLimits {
        var limits = CallLimits()
        limits.tokenLifetime = .seconds(call.tokenExpiryHours * 3600)
        limits.maximumDuration = .seconds(call.maximumMinutes * 60)
        limits.warning = .seconds(call.warningMinutes * 60)
        limits.emptyLimit = .seconds(call.emptySeconds)
        limits.reconnectGrace = .seconds(call.reconnectSeconds)
        return limits
    }

    /// What clients are told besides.
    var signaling: SignalingConfiguration {
        let external = externalTURN.url.map { url in
            ICEServer(
                urls: [url], username: externalTURN.username, credential: externalTURN.password)
        }
        var signaling = SignalingConfiguration(
            limits: callLimits, iceServers: external.map { [$0] } ?? [], rung: call.rung)
        signaling.allowsRecording = recordings.isEnabled
        return signaling
    }
}
