/// What becomes of one offered section.
struct SectionAnswer {
    let mid: String
    private let section: MediaSection
    private let outcome: Outcome

    private enum Outcome {
        case published(PublishedSection)
        /// Keeps the transport alive with a codec of the offer that carries nothing.
        case inactive(reason: SDPError)
        case closed(reason: SDPError?)
    }

    init(
        to section: MediaSection, mid: String, isBundled: Bool, isTagged: Bool,
        allowed: Set<Codec>
    ) {
        self.mid = mid
        self.section = section
        guard !section.isClosed else {
            outcome = .closed(reason: nil)
            return
        }
        do throws(SDPError) {
            outcome = .published(
                try section.settled(mid: mid, isBundled: isBundled, allowed: allowed))
        } catch {
            outcome = isTagged ? .inactive(reason: error) : .closed(reason: error)
        }
    }

    var published: PublishedSection? {
        guard case .published(let section) = outcome else { return nil }
        return section
    }

    var isAlive: Bool {
        if case .closed = outcome { false } else { true }
    }

    var refused: RefusedSection? {
        switch outcome {
        case .published, .closed(reason: nil): nil
        case .inactive(let reason), .closed(.some(let reason)):
            RefusedSection(mid: mid, reason: reason)
        }
    }

    func write(to writer: inout SDPWriter, transport: TransportDescription) {
        switch outcome {
        case .closed: section.writeClosed(mid: mid, to: &writer)
        case .inactive: section.writeInactive(mid: mid, transport: transport, to: &writer)
        case .published(let published):
            let choice = published.choice
            let formats = [choice.payloadType] + (choice.rtxPayloadType.map { [$0] } ?? [])
            section.beginAnswer(
                &writer, mid: mid, port: 9, formats: formats.map { "\($0)" })
            writer.write(transport, setup: "passive")
            write(published, to: &writer)
        }
    }

    private func write(_ published: PublishedSection, to writer: inout SDPWriter) {
        if section.attributes.has("rtcp-rsize") { writer.attribute("rtcp-rsize") }
        writer.attribute(published.isActive ? "recvonly" : "inactive")
        if section.attributes.has("extmap-allow-mixed") { writer.attribute("extmap-allow-mixed") }
        let offered = Dictionary(section.headerExtensions.map { ($0.0.id, $0.1) }) { one, _ in one }
        for element in published.extensions {
            // What the browser only sends, we only receive (RFC 8285 §6).
            let suffix = offered[element.id] == .sendonly ? "/recvonly" : ""
            writer.attribute("extmap:\(element.id)\(suffix) \(element.uri)")
        }
        let choice = published.choice
        writer.write(
            choice.codec.encoding, payloadType: choice.payloadType,
            rtxPayloadType: choice.rtxPayloadType, clockRate: choice.codec.clockRate,
            formatParameters: choice.formatParameters, feedback: choice.feedback)
        guard !published.rids.isEmpty else { return }
        published.rids.forEach { writer.attribute("rid:\($0) recv") }
        writer.attribute("simulcast:recv " + published.rids.joined(separator: ";"))
    }
}

extension MediaSection {
    /// Chooses what the answer takes of this section.
    fileprivate func settled(
        mid: String, isBundled: Bool, allowed: Set<Codec>
    ) throws(SDPError) -> PublishedSection {
        let kind = try checkBundled(mid: mid, isBundled: isBundled)
        guard let choice = CodecChoice(from: self, kind: kind, allowed: allowed)
        else { throw .noKnownCodec(mid: mid, offered: codecs.prefix(16).map(\.name)) }

        let extensions = headerExtensions.filter {
            $0.1.isSending && HeaderExtensionURI.published.contains($0.0.uri)
        }.map(\.0)
        // Layers are told apart by mid and rid alone: without these there is but one.
        let uris = Set(extensions.map(\.uri))
        let mayLayer = uris.isSuperset(of: [HeaderExtensionURI.mid, HeaderExtensionURI.rid])
        let rids = mayLayer ? simulcastRids(payloadType: choice.payloadType) : []
        return PublishedSection(
            mid: mid, choice: choice, extensions: extensions,
            rids: rids.count > 1 ? rids : [], streams: signalledStreams, cname: cname,
            mediaStreamID: mediaStreamID, isActive: direction.isSending)
    }
}
