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

    /// Writes both below `folder` and reads them as a server does.
    static func identity(in folder: String) throws -> TLSIdentity {
        let paths = (folder + "/certificate.pem", folder + "/key.pem")
        try certificate.write(toFile: paths.0, atomically: true, encoding: .utf8)
        try key.write(toFile: paths.1, atomically: true, encoding: .utf8)
        return try TLSIdentity(certificatePath: paths.0, keyPath: paths.1)
    }
}
