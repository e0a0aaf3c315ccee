import Foundation

@testable import Front

/// A certificate for localhost that is good for twenty years and secret to nobody.
enum TestCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmDCCAT+gAwIBAgIUfdt6bjPbt3TWh3AmfaiH7oize0MwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyMjE1MzUxM1oXDTQ2MTExNzE1
        MzUxM1owFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAEMs36xvvSrQkttQtBpEoGb5qweonTBo+EAP4bCzDatD1cffcZ119zqZFL
        pOyMR2knsFlQlIhNP+tMHFEfE+CwC6NvMG0wHQYDVR0OBBYEFD7RocUvAgYPlKZC
        M+qBlAcof8+UMB8GA1UdIwQYMBaAFD7RocUvAgYPlKZCM+qBlAcof8+UMA8GA1Ud
        EwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49
        BAMCA0cAMEQCIFWkQWq6AW2nmvAqUibW3Xg2WEoxbI7hGVCOgFxHoI8YAiAeHzos
        xc0j0S3xluvi9Q3gbVvGd7ovCXHSjMtTmeR97Q==
        -----END CERTIFICATE-----
        """

    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgW3cyMjk7FWvBsdK5
        ZlZAUXL0aJ3Vzem6RxSsdgggEnyhRANCAAQyzfrG+9KtCS21C0GkSgZvmrB6idMG
        j4QA/hsLMNq0PVx99xnXX3OpkUuk7IxHaSewWVCUiE0/60wcUR8T4LAL
        -----END PRIVATE KEY-----
        """

    /// Another of the same name, with the key of its own.
    static let otherCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBmjCCAT+gAwIBAgIUXaAzjojh07pAs2vSnpopR9JMRykwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyMjE4NDEwOFoXDTQ2MTExNzE4
        NDEwOFowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
        AQcDQgAEtmVu13iHXsN/vDti+vLDu96cV5dKSpGEurGI85ub2yMK6IWXZ0bLF9yw
        jXtSQ/XH3iy0toRi0PlGzuL5mL5qQqNvMG0wHQYDVR0OBBYEFJm4invRs+FFYwj+
        DbApmbzFTZiFMB8GA1UdIwQYMBaAFJm4invRs+FFYwj+DbApmbzFTZiFMA8GA1Ud
        EwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49
        BAMCA0kAMEYCIQDnVY7spIFljLd2fMOIW3d3Z8V20HENBuIkWIVQNwkCOAIhAOJ4
        LLSvmFgu/WAk8WRRRFO5ciD6wZsbZpSpdluiTNSS
        -----END CERTIFICATE-----
        """

    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgibjP0M1AA0wvuw3y
        nI/24SwmsAmvzd7h5mmMfLQ8J8GhRANCAAS2ZW7XeIdew3+8O2L68sO73pxXl0pK
        kYS6sYjzm5vbIwrohZdnRssX3LCNe1JD9cfeLLS2hGLQ+UbO4vmYvmpC
        -----END PRIVATE KEY-----
        """

    /// Writes both below `folder` and reads them as a server does.
    static func identity(in folder: String) throws -> TLSIdentity {
        try certificate.write(toFile: path(in: folder), atomically: true, encoding: .utf8)
        try key.write(toFile: keyPath(in: folder), atomically: true, encoding: .utf8)
        return try TLSIdentity(
            certificatePath: path(in: folder), keyPath: keyPath(in: folder))
    }

    static func path(in folder: String) -> String { folder + "/certificate.pem" }
    static func keyPath(in folder: String) -> String { folder + "/key.pem" }
}
