/// A program that has shown a key or a token: what it may, and where.
package struct APICaller: Hashable, Sendable {
    /// Names it in the audit log: `key:ID`, or `jwt:HOSPITAL:SUBJECT`.
    package let name: String
    /// Who shares one pace: a platform cannot get more by signing other names.
    package let pacedAs: String
    /// `nil`: all hospitals.
    package let hospital: HospitalID?
    package let scopes: Set<APIScope>

    package init(
        name: String, hospital: HospitalID?, scopes: Set<APIScope>, pacedAs: String? = nil
    ) {
        self.name = name
        self.pacedAs = pacedAs ?? name
        self.hospital = hospital
        self.scopes = scopes
    }

    /// As who it stands in the audit log, where people have their names.
    package var actor: PersonID { PersonID(rawValue: name) }

    /// In which hospital it may act with `scope`.
    ///
    /// - Parameter asked: the hospital that the request names, if it names one.
    package func access(to scope: APIScope, in asked: HospitalID?) -> APIAccess {
        guard scopes.contains(scope) else { return .refused(.scopeMissing) }
        guard let hospital else {
            return asked.map { .allowed(in: $0) } ?? .refused(.hospitalMissing)
        }
        guard asked == nil || asked == hospital else { return .refused(.otherHospital) }
        return .allowed(in: hospital)
    }

    /// Whether it may do with `scope` what belongs to no hospital.
    package func accessToServer(with scope: APIScope) -> APIRefusal? {
        guard hospital == nil else { return .otherHospital }
        return scopes.contains(scope) ? nil : .scopeMissing
    }
}

/// The answer to ``APICaller/access(to:in:)``.
package enum APIAccess: Hashable, Sendable {
    case allowed(in: HospitalID)
    case refused(APIRefusal)
}

/// Why a program may not do what it asked for.
package enum APIRefusal: String, Hashable, Sendable {
    case scopeMissing = "scope_missing"
    case otherHospital = "other_hospital"
    /// A caller over all hospitals has to say which one it means.
    case hospitalMissing = "hospital_missing"
}
