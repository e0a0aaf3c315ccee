/// Names a hospital. Every query of every store is made within one.
package struct HospitalID: Identifier {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// One of the hospitals that share a server; nothing of it is seen by another.
package struct Hospital: Hashable, Sendable {
    package let id: HospitalID
    package var name: String
    package var policies: HospitalPolicies

    package init(id: HospitalID, name: String, policies: HospitalPolicies = HospitalPolicies()) {
        self.id = id
        self.name = name
        self.policies = policies
    }
}
