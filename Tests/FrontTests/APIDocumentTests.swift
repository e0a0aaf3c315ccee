import Clinic
import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import Front

/// The OpenAPI document against the routes that it describes.
@Suite(.timeLimit(.minutes(1))) struct APIDocumentTests {
    private typealias Object = [String: Any]

    private static func document() async throws -> Object {
        let file = try #require(await Pages().file("/api/openapi.json"))
        let parsed = try JSONSerialization.jsonObject(with: Data(file.bytes.readableBytesView))
        return try #require(parsed as? Object)
    }

    private static let methods = ["get", "put", "post", "patch", "delete"]

    @Test func `the document names every operation with its scope, and no other`() async throws {
        let paths = try #require(try await Self.document()["paths"] as? [String: Object])
        var documented: Set<String> = []
        for (path, item) in paths {
            for method in Self.methods {
                guard let operation = item[method] as? Object else { continue }
                let name = operation["operationId"] as? String ?? ""
                let scope = operation["x-scope"] as? String ?? ""
                documented.insert("\(method.uppercased()) \(path) \(name) \(scope)")
            }
        }
        let served = APIRoutes.all.map {
            "\($0.method.rawValue) \($0.path) \($0.name) \($0.scope.rawValue)"
        }

        #expect(documented == Set(served))
    }

    @Test func `each operation documents what any can answer`() async throws {
        let paths = try #require(try await Self.document()["paths"] as? [String: Object])
        for (path, item) in paths {
            for method in Self.methods {
                guard let operation = item[method] as? Object else { continue }
                let responses = operation["responses"] as? Object ?? [:]
                for status in ["400", "401", "403", "429", "503"] {
                    #expect(responses[status] != nil, "\(method) \(path) \(status)")
                }
                let parameters = operation["parameters"] as? [Object] ?? []
                let named = parameters.compactMap { $0["$ref"] as? String }
                #expect(
                    path.contains("{id}")
                        == named.contains {
                            ["Appointment", "Person", "HospitalID"].contains(
                                $0.split(separator: "/").last.map(String.init) ?? "")
                        }, "\(method) \(path)")
            }
        }
    }

    @Test func `every reference of the document leads somewhere`() async throws {
        let document = try await Self.document()
        for reference in Self.references(in: document) {
            var place: Any? = document
            for part in reference.split(separator: "/").dropFirst() {
                place = (place as? Object)?[String(part)]
            }
            #expect(place != nil, "\(reference)")
        }
    }

    @Test func `the words of the document are those of the domain`() async throws {
        let document = try await Self.document()
        let schemas = (document["components"] as? Object)?["schemas"] as? [String: Object]
        func words(_ schema: String, _ property: String) -> Set<String> {
            let properties = schemas?[schema]?["properties"] as? [String: Object]
            return Set(properties?[property]?["enum"] as? [String] ?? [])
        }

        #expect(words("Person", "role") == Set(Role.allCases.map(\.rawValue)))
        #expect(
            words("Appointment", "video_call_status")
                == Set(VideoCall.Status.allCases.map(\.rawValue)))
        #expect(
            words("Policies", "mode")
                == Set(HospitalPolicies.MediaMode.allCases.map(\.rawValue)))
        #expect(
            words("Policies", "admission")
                == Set(HospitalPolicies.AdmissionMode.allCases.map(\.rawValue)))
        #expect(
            words("Policies", "withdrawal")
                == Set(HospitalPolicies.Withdrawal.allCases.map(\.rawValue)))
    }

    @Test func `the document is served to everybody`() async throws {
        try await TestServer.run { server in
            var browser = server.browser()
            let answer = try await browser.get("/api/v1/openapi.json")

            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "application/json")
            #expect(answer.json["openapi"] as? String == "3.1.0")
        }
    }

    private static func references(in value: Any) -> [String] {
        if let list = value as? [Any] { return list.flatMap(references) }
        guard let object = value as? Object else { return [] }
        return object.flatMap { key, value in
            key == "$ref" ? [value as? String ?? ""] : references(in: value)
        }
    }
}
