// swift-tools-version: 6.2
import PackageDescription

/// Every target: Swift 6 mode, warnings are errors, each file imports what it uses.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A source target. `Sources/README.md` says what each may import, and why.
func source(
    _ name: String, _ dependencies: [Target.Dependency] = [], documents: [String] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: documents, swiftSettings: house)
}

/// The tests of one source target.
///
/// - Parameter exclude: folders of files that the tests read, named by `#filePath`.
func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
        exclude: exclude, swiftSettings: house)
}

/// A Debian library, found by pkg-config.
func system(_ name: String, _ pkgConfig: String, _ package: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/" + name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOWebSocket", package: "swift-nio"),
    .product(name: "NIOFoundationCompat", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
]
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
]

let package = Package(
    name: "aorta",
    products: [.executable(name: "aorta", targets: ["Aorta"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(
            url: "https://github.com/HdrHistogram/hdrhistogram-swift.git", from: "0.2.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0",
            traits: []),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // C
        system("COpenSSL", "openssl", "libssl-dev"),
        system("CSRTP", "libsrtp2", "libsrtp2-dev"),
        system("COpus", "opus", "libopus-dev"),
        system("CVPX", "vpx", "libvpx-dev"),
        .target(name: "CLinuxUDP"),
        .target(name: "CPages", exclude: ["Public"]),
        .target(name: "CAVCodec"),
        .target(name: "CLettering", exclude: ["letters.bin", "make_letters.py"]),

        // Protocol cores: no sockets, no clocks.
        source("Wire"),
        source("STUN", ["Wire", crypto]),
        source("ICE", ["Wire", "STUN"]),
        source("TURN", ["Wire", "STUN", crypto]),
        source("RTP", ["Wire"]),
        source("SDP", ["Wire"]),
        source("DTLSSRTP", ["Wire", "COpenSSL"]),
        source("Congestion", ["Wire"]),
        source("SFU", ["Wire", "STUN", "ICE", "RTP", "SDP", "DTLSSRTP", "Congestion"]),
        source("Recording", ["Wire", "RTP", crypto]),
        .target(
            name: "Composition",
            dependencies: ["Recording", "COpus", "CVPX", "CAVCodec", "CLettering"],
            // It goes through every pixel: a debug build without this is thirty times slower.
            swiftSettings: house + [.unsafeFlags(["-O"], .when(configuration: .debug))]),

        // The consultation.
        source("Clinic", [crypto, cryptoExtras]),
        source("Signaling", ["Clinic", logging], documents: ["PROTOCOL.md"]),

        // The edge.
        source(
            "Engine",
            ["CLinuxUDP", "Wire", "ICE", "TURN", "DTLSSRTP", "SFU", "Recording", logging]),
        source("Storage", ["Clinic", database]),
        source(
            "Front",
            ["Wire", "Signaling", "Clinic", "CPages", logging, lifecycle, crypto] + nio
                + hummingbird),
        source(
            "Load",
            ["CLinuxUDP", "Wire", "STUN", "ICE", "RTP", "SDP", "DTLSSRTP", histogram]),
        .executableTarget(
            name: "Aorta",
            dependencies: [
                "Wire", "STUN", "ICE", "TURN", "DTLSSRTP", "SFU", "Recording", "Composition",
                "Engine", "Clinic", "Signaling", "Storage", "Front", "Load",
                "COpenSSL",
                logging, lifecycle, crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
            ] + nio,
            swiftSettings: house),

        // Whole calls in memory, for tests and benchmarks.
        .target(
            name: "Simulation",
            dependencies: [
                "Wire", "STUN", "ICE", "RTP", "DTLSSRTP", "Congestion", "SFU", "COpenSSL",
            ],
            path: "Tests/Simulation", swiftSettings: house),

        // How well what is sent follows what simulated links bear, over as many seeds as one likes.
        .executableTarget(
            name: "RateScenarios", dependencies: ["Simulation"], path: "Tests/RateScenarios",
            swiftSettings: house),

        // Packets that no honest sender writes, for tests and for as long as one likes.
        .target(
            name: "HostileInput", dependencies: ["Wire", "STUN", "ICE", "TURN"],
            path: "Tests/HostileInput", swiftSettings: house),
        .executableTarget(
            name: "Fuzz", dependencies: ["HostileInput", "CAllocationCount"],
            path: "Tests/Fuzz", swiftSettings: house),

        // Benchmarks that need what only this package may reach.
        .target(name: "CAllocationCount", path: "Benchmarks/CAllocationCount"),
        .executableTarget(
            name: "PacketPath",
            dependencies: [
                "Wire", "RTP", "DTLSSRTP", "SFU", "Recording", "Simulation", "CAllocationCount",
            ],
            path: "Benchmarks/PacketPath", swiftSettings: house),
        .executableTarget(
            name: "RelayServer", dependencies: ["Engine", "TURN", "Wire", logging],
            path: "Benchmarks/Moderation", exclude: ["moderation.py"], swiftSettings: house),
        .target(name: "CEVPLoop", dependencies: ["COpenSSL"], path: "Benchmarks/CEVPLoop"),
        .executableTarget(
            name: "CoreBenchmarks",
            dependencies: [
                "Wire", "STUN", "ICE", "TURN", "RTP", "DTLSSRTP", "SFU", "Recording",
                "HostileInput", "CAllocationCount", "CEVPLoop",
            ],
            path: "Benchmarks/CoreBenchmarks", swiftSettings: house),

        // Tests: one target a source target, and what crosses them.
        tests("Wire"),
        tests("STUN", ["Wire", crypto]),
        tests("ICE", ["Wire", "STUN"]),
        tests("TURN", ["Wire", "STUN", "HostileInput", crypto]),
        tests("RTP", ["Wire"]),
        tests("SDP", ["Wire"]),
        tests("DTLSSRTP", ["Wire", "COpenSSL", "CSRTP", "Simulation"]),
        tests("Congestion", ["Wire"]),
        tests("SFU", ["Wire", "STUN", "ICE", "RTP", "SDP", "DTLSSRTP"]),
        tests("Recording", ["Wire", "RTP"], exclude: ["Fixtures"]),
        tests("Composition", ["Recording"]),
        tests(
            "Engine",
            [
                "Wire", "STUN", "ICE", "TURN", "RTP", "SFU", "DTLSSRTP", "Recording", "COpenSSL",
                logging,
            ]),
        tests("Load", ["Wire", "ICE", "RTP", "SDP", "SFU", "DTLSSRTP", "Engine", logging]),
        tests("Clinic"),
        tests("Signaling", ["Clinic"]),
        tests("Storage", ["Clinic", database]),
        tests(
            "Front",
            ["Wire", "Signaling", "Clinic", "Storage", logging, lifecycle, crypto] + nio
                + hummingbird),
        tests(
            "Aorta",
            [
                "Wire", "STUN", "TURN", "Recording", "Engine", "Clinic", "Signaling", "Storage",
                "Load", logging, lifecycle,
            ]),
        tests("Simulation", ["Wire", "STUN", "ICE", "RTP", "DTLSSRTP", "SFU"]),
        .testTarget(name: "HouseRulesTests", swiftSettings: house),
        .testTarget(name: "InteropTests", exclude: ["Drivers"], swiftSettings: house),
    ]
)
