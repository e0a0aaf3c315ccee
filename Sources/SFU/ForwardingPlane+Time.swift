import Wire

extension ForwardingPlane {
    /// When ``advance(to:)`` is due; `nil` while there is no connection.
    package var nextDeadline: MonotonicTime? {
        ufrags.isEmpty ? nil : schedule.nextDeadline()
    }

    /// Does what has become due: handshakes' retransmissions, silence, feedback, reports.
    package func advance(to now: MonotonicTime) {
        schedule.ran(at: now)
        for case let connection? in connections {
            connection.advance(to: now)
            settle(connection, now: now)
        }
        let choosesLayers = schedule.layerChoiceIsDue(at: now)
        let reportsQuality = schedule.qualityIsDue(at: now)
        for room in rooms.values {
            for endpoint in room.endpoints {
                if choosesLayers {
                    for publication in endpoint.publications { publication.chooseLayer(now: now) }
                }
                endpoint.publisher?.sendFeedback(now: now)
                endpoint.subscriber?.sendReports(now: now)
                endpoint.subscriber?.probe(now: now)
                if reportsQuality, endpoint.isConnected, !endpoint.isOneWay {
                    outbox.post(.quality(endpoint.id, endpoint.takeQuality()), in: room.id)
                }
            }
            room.updateSpeaker(now: now)
            if choosesLayers {
                for endpoint in room.endpoints { endpoint.subscriber?.divide(now: now) }
            }
        }
    }
}
