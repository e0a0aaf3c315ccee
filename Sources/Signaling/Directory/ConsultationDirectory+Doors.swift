import Clinic

/// The doors of a running call: its page and its signaling.
extension ConsultationDirectory {
    /// The call page's door: binds a token at its first use, and knows a reload by the cookie.
    ///
    /// - Parameters:
    ///   - credentials: the page's `token`, if there is one, and the cookie; `resume` isn't looked at.
    ///   - signedIn: who is signed in; without anybody only a token opens.
    ///   - isAudited: whether a refusal is written: not those of a source that has had its share.
    package func openPage(
        of id: AppointmentID, with credentials: EntryCredentials, signedIn: Person?,
        source: String?, isAudited: Bool = true
    ) async throws -> PageVerdict {
        let door = Door(
            appointment: id, signedIn: signedIn, source: source, isAudited: isAudited)
        let known = credentials.session.flatMap(BearerSecret.init(text:))
        if let text = credentials.token {
            guard let secret = BearerSecret(text: text),
                let stored = try await stores.tokens.token(secret.hash),
                stored.appointment == id
            else { return .refused(try await refuse(.token(.unknownToken), at: door)) }
            let session = known ?? .random()
            switch try await use(secret, by: session, in: stored.room, at: door) {
            case .failure(let refusal): return .refused(refusal)
            case .success(let token):
                return try await page(token, session, isNew: known == nil, at: door)
            }
        }
        guard let known,
            let token = try await stores.tokens.token(boundTo: known.hash, of: id, at: now)
        else {
            // A stranger may have a way in once he has signed in.
            let refusal: EntryRefusal =
                known == nil || signedIn == nil ? .noCredentials : .token(.unknownToken)
            return .refused(try await refuse(refusal, at: door))
        }
        return try await page(token, known, isNew: false, at: door)
    }

    /// The signaling's door: before a WebSocket is opened.
    ///
    /// - Parameters:
    ///   - signedIn: who is signed in besides, if anybody; then only his own token opens.
    ///   - host: what the client calls the server, as it came.
    ///   - isAudited: whether a refusal is written: not those of a source that has had its share.
    package func authorise(
        _ room: CallRoomID, with credentials: EntryCredentials, signedIn: Person?,
        source: String?, host: String? = nil, isAudited: Bool = true
    ) async throws -> EntryVerdict {
        let door = Door(
            appointment: nil, signedIn: signedIn, source: source, isAudited: isAudited)
        guard !credentials.isEmpty else {
            let refusal: EntryRefusal =
                signedIn == nil ? .noCredentials : .access(.notOfThisAppointment)
            return .refused(try await refuse(refusal, at: door))
        }
        let grounds: Result<Grounds, EntryRefusal> = try await grounds(
            in: room, credentials, at: door)
        switch grounds {
        case .failure(let refusal): return .refused(refusal)
        case .success(let grounds):
            switch try await holder(of: grounds.token, at: door) {
            case .failure(let refusal): return .refused(refusal)
            case .success(let person):
                let token = grounds.token
                guard let session = token.session else {
                    return .refused(try await refuse(.token(.unknownToken), at: door, token))
                }
                return .allowed(
                    EntryPass(
                        person: person, role: token.role, appointment: token.appointment,
                        room: room, token: token.hash, session: session,
                        expiresAt: token.expiresAt, resumeKey: grounds.resumeKey,
                        source: source, host: host))
            }
        }
    }

    /// A session for a client that has passed ``authorise(_:with:signedIn:source:)``.
    ///
    /// - Parameter outbound: new; its transport reads it from now on.
    /// - Returns: `nil` where the call has ended meanwhile, or has no room: close the connection
    ///   with ``ConnectionClosure/init(_:)`` of ``ErrorCode/callEnded``.
    package func open(_ pass: EntryPass, outbound: OutboundQueue) async throws -> SignalingSession?
    {
        guard let (consultation, connection) = try await connect(pass, outbound) else {
            return nil
        }
        return SignalingSession(
            consultation, connection: connection, outbound: outbound, clock: clock)
    }

    /// A place in the consultation for whatever reads `outbound`.
    func connect(
        _ pass: EntryPass, _ outbound: OutboundQueue
    ) async throws -> (Consultation, ConnectionID)? {
        let appointment = try await stores.appointments.appointment(
            pass.appointment, in: pass.person.hospital)
        guard let appointment, appointment.call.isRunning, appointment.call.room == pass.room,
            let consultation = try await consultation(of: appointment),
            let connection = await consultation.open(pass, outbound)
        else { return nil }
        return (consultation, connection)
    }

    // MARK: Inside

    /// Who stands where, for the audit.
    private struct Door {
        var appointment: AppointmentID?
        let signedIn: Person?
        let source: String?
        let isAudited: Bool
    }

    private struct Grounds {
        let token: JoinToken
        /// The session's key, where the client has no cookie to keep it.
        var resumeKey: BearerSecret?
    }

    /// The live token that the credentials stand for: by the cookie, by a resume secret, by itself.
    private func grounds(
        in room: CallRoomID, _ credentials: EntryCredentials, at door: Door
    ) async throws -> Result<Grounds, EntryRefusal> {
        let session = credentials.session.flatMap(BearerSecret.init(text:))
        if let session,
            let token = try await stores.tokens.token(boundTo: session.hash, in: room, at: now)
        {
            return .success(Grounds(token: token))
        }
        if let resume = credentials.resume.flatMap(BearerSecret.init(text:)) {
            if let token = try await stores.tokens.token(
                boundTo: resume.hash, in: room, at: now)
            {
                return .success(Grounds(token: token, resumeKey: resume))
            }
            if let token = try await seatToken(resuming: resume, in: room) {
                return .success(Grounds(token: token))
            }
        }
        guard let text = credentials.token else {
            return .failure(try await refuse(.token(.unknownToken), at: door))
        }
        guard let secret = BearerSecret(text: text) else {
            return .failure(try await refuse(.token(.unknownToken), at: door))
        }
        let key = session ?? .random()
        return try await use(secret, by: key, in: room, at: door).map {
            Grounds(token: $0, resumeKey: session == nil ? key : nil)
        }
    }

    /// The token of the seat that the secret resumes, if it is still good.
    private func seatToken(
        resuming secret: BearerSecret, in room: CallRoomID
    ) async throws -> JoinToken? {
        guard let pass = await consultations[room]?.pass(resuming: secret.text),
            let token = try await stores.tokens.token(pass.token), let session = token.session,
            case .sameSession = token.verdict(for: session, in: room, at: now)
        else { return nil }
        return token
    }

    /// Uses a token, and binds it where this is the first time.
    private func use(
        _ secret: BearerSecret, by session: BearerSecret, in room: CallRoomID, at door: Door
    ) async throws -> Result<JoinToken, EntryRefusal> {
        // A stranger must not bind, and so burn, what was made for another.
        if let signedIn = door.signedIn, let token = try await stores.tokens.token(secret.hash),
            token.person != signedIn.id
        {
            return .failure(try await refuseForeign(token, at: door))
        }
        let used = try await stores.tokens.use(
            secret.hash, by: session.hash, in: room, at: now)
        switch (used.verdict, used.token) {
        case (.refused(let refusal), let token):
            return .failure(try await refuse(.token(refusal), at: door, token))
        case (_, nil):
            return .failure(try await refuse(.token(.unknownToken), at: door))
        case (.bindsNow, let token?):
            try await audit(
                AuditEvent(
                    .tokenBound, in: token.hospital, by: token.person,
                    appointment: token.appointment, source: door.source, at: now))
            return .success(token)
        case (.sameSession, let token?):
            return .success(token)
        }
    }

    private func page(
        _ token: JoinToken, _ session: BearerSecret, isNew: Bool, at door: Door
    ) async throws -> PageVerdict {
        switch try await holder(of: token, at: door) {
        case .failure(let refusal): .refused(refusal)
        case .success:
            .allowed(
                PageEntry(
                    room: token.room, role: token.role, session: session, isNewSession: isNew,
                    expiresAt: token.expiresAt))
        }
    }

    /// The person of a token, if he may still enter the call that it is for.
    private func holder(
        of token: JoinToken, at door: Door
    ) async throws -> Result<Person, EntryRefusal> {
        if let signedIn = door.signedIn, signedIn.id != token.person {
            return .failure(try await refuseForeign(token, at: door))
        }
        guard let person = try await stores.people.person(token.person, in: token.hospital),
            let appointment = try await stores.appointments.appointment(
                token.appointment, in: token.hospital)
        else { return .failure(try await refuse(.access(.unknownAppointment), at: door, token)) }
        guard !person.isDisabled else {
            return .failure(try await refuse(.access(.notOfThisAppointment), at: door, token))
        }
        let policies = try await policies(token.hospital)
        if case .refused(let refusal) = appointment.access(
            of: person, to: .enterCall, policies: policies)
        {
            return .failure(try await refuse(.access(refusal), at: door, token))
        }
        guard appointment.call.isRunning, appointment.call.room == token.room else {
            return .failure(try await refuse(.access(.callNotRunning), at: door, token))
        }
        return .success(person)
    }

    private func refuseForeign(_ token: JoinToken, at door: Door) async throws -> EntryRefusal {
        let isOwnHospital = door.signedIn?.hospital == token.hospital
        let refusal: AccessRefusal = isOwnHospital ? .notOfThisAppointment : .otherHospital
        return try await refuse(.access(refusal), at: door)
    }

    /// Audits a refusal in the chain of the hospital that it concerns: the signed-in person's, else
    /// the token's, else the server's own.
    private func refuse(
        _ refusal: EntryRefusal, at door: Door, _ token: JoinToken? = nil
    ) async throws -> EntryRefusal {
        guard door.isAudited else { return refusal }
        let kind: AuditKind =
            if case .token = refusal { .tokenRefused } else { .accessRefused }
        let hospital = door.signedIn?.hospital ?? token?.hospital
        let isOwn = hospital == token?.hospital
        try await audit(
            AuditEvent(
                kind, in: hospital, by: door.signedIn?.id ?? token?.person,
                appointment: isOwn ? token?.appointment ?? door.appointment : door.appointment,
                source: door.source, detail: refusal.detail, at: now))
        return refusal
    }
}
