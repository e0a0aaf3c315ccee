import Hummingbird

extension Pages {
    /// - Throws: ``Refusal/notFound`` when there is no such file.
    func response(_ path: String, to request: Request?) async throws -> Response {
        guard let file = await file(path) else { throw Refusal.notFound }
        return .file(file, request: request)
    }
}
