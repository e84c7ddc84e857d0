// swift-tools-version:5.9
import PackageDescription

// `cargo xtask ios` copies this package beside the XCFramework that it builds: that copy is the one to use.
let package = Package(
    name: "Bufwasm",
    platforms: [.iOS(.v15)],
    products: [.library(name: "Bufwasm", targets: ["Bufwasm"])],
    targets: [
        .binaryTarget(name: "CBufwasm", path: "Bufwasm.xcframework"),
        .target(name: "Bufwasm", dependencies: ["CBufwasm"]),
    ]
)
