//! What the first table of docs/compatibility.md is made from: plugins by language and toolchain.

use crate::go;

/// Plugins that one toolchain builds for one target.
pub(crate) struct Row {
    pub(crate) language: &'static str,
    /// The toolchain, and how the version is known that built the plugins.
    pub(crate) toolchain: &'static str,
    pub(crate) version: Version,
    pub(crate) target: &'static str,
    /// Their modules, below `target`; none if another command alone tests them.
    pub(crate) modules: &'static [&'static str],
    pub(crate) tested: Tested,
    /// What users have to do about it.
    pub(crate) needs: &'static str,
    /// Versions that another command has tested.
    pub(crate) elsewhere: Option<(&'static [&'static str], &'static str)>,
}

/// Where the version of a toolchain stands.
pub(crate) enum Version {
    /// In the module, as that of the producer with this name.
    Producer(&'static str),
    /// In what `cargo xtask guests` records of a build: the line behind the commands.
    Stamp,
    /// In a file of the checkout, behind `NAME==`.
    Pinned(&'static str, &'static str),
}

/// What a module is compared with, on a request or a .proto file.
pub(crate) enum Tested {
    /// Its native build, byte for byte: the names of plugins for readers. The native builds are called as the modules.
    Native(&'static str),
    /// The same, file by file: natively the order of files changes from run to run.
    NativeInAnyOrder(&'static str),
    /// This project's own plugin that answers with the size and a checksum of its request.
    Summary(&'static str),
    /// This project's own library, of which `generate` is called: it copies its request behind a few words.
    Library,
    /// protoc itself, with the descriptor set of the native protoc.
    Protoc,
}

const PLAIN: &str = "nothing";
const ALONE: &str = "the first thread has to do the work";

pub(crate) const ROWS: &[Row] = &[
    Row {
        language: "Go",
        toolchain: "Go",
        version: Version::Producer("Go"),
        target: "`GOOS=wasip1`",
        modules: &[
            "guests/go-wasip1/protoc-gen-go-1.21",
            "guests/go-wasip1/protoc-gen-go-1.24",
            "guests/go-wasip1/protoc-gen-go-1.27",
            "guests/go-wasip1/protoc-gen-go-grpc",
        ],
        tested: Tested::Native("protoc-gen-go, protoc-gen-go-grpc"),
        needs: PLAIN,
        elsewhere: None,
    },
    Row {
        language: "Go",
        toolchain: "Go",
        version: Version::Producer("Go"),
        target: "`GOOS=js`",
        modules: &[
            "guests/go-js/protoc-gen-go-1.18",
            "guests/go-js/protoc-gen-go-1.21",
            "guests/go-js/protoc-gen-go-1.24",
            "guests/go-js/protoc-gen-go-1.27",
            "guests/go-js/protoc-gen-connect-go",
        ],
        tested: Tested::Native("protoc-gen-go, protoc-gen-connect-go"),
        needs: PLAIN,
        elsewhere: Some((&go::BETWEEN, "cargo xtask go-releases")),
    },
    Row {
        language: "Go, a library",
        toolchain: "Go",
        version: Version::Producer("Go"),
        target: "`GOOS=wasip1`, `-buildmode=c-shared`",
        modules: &["guests/go-wasip1/library"],
        tested: Tested::Library,
        needs: "`pack --call NAME`",
        elsewhere: None,
    },
    Row {
        language: "Rust",
        toolchain: "rustc",
        version: Version::Producer("rustc"),
        target: "`wasm32-wasip1`",
        modules: &[
            "guests/rust/protoc-gen-prost",
            "guests/rust/protoc-gen-prost-serde",
            "guests/rust/protoc-gen-tonic",
        ],
        tested: Tested::NativeInAnyOrder("protoc-gen-prost, protoc-gen-prost-serde, protoc-gen-tonic"),
        needs: PLAIN,
        elsewhere: None,
    },
    Row {
        language: "Rust, a library",
        toolchain: "rustc",
        version: Version::Producer("rustc"),
        target: "`wasm32-wasip1`, cdylib",
        modules: &["guests/rust-local/library"],
        tested: Tested::Library,
        needs: "`pack --call NAME`; [stdout is to be flushed](plugins/rust.md#a-library)",
        elsewhere: None,
    },
    Row {
        language: "Rust, with threads",
        toolchain: "rustc",
        version: Version::Producer("rustc"),
        target: "`wasm32-wasip1-threads`",
        modules: &["guests/rust-threads/summary"],
        tested: Tested::Summary("locks, conditions, channels, atomics; no thread can be started"),
        needs: ALONE,
        elsewhere: None,
    },
    Row {
        language: "C",
        toolchain: "Debian's clang and wasi-libc",
        version: Version::Producer("Debian clang"),
        target: "`wasm32-wasi`",
        modules: &["guests/c/summary"],
        tested: Tested::Summary("a plugin of ours"),
        needs: PLAIN,
        elsewhere: None,
    },
    Row {
        language: "C",
        toolchain: "`zig cc`",
        version: Version::Stamp,
        target: "`wasm32-wasi`",
        modules: &["guests/zig/summary"],
        tested: Tested::Summary("a plugin of ours"),
        needs: PLAIN,
        elsewhere: None,
    },
    Row {
        language: "C++",
        toolchain: "`zig c++`",
        version: Version::Pinned("xtask/src/protoc/recipe.rs", "ziglang"),
        target: "`wasm32-wasi`",
        modules: &["protoc/protoc"],
        tested: Tested::Protoc,
        needs: "`-fno-exceptions`",
        elsewhere: None,
    },
    Row {
        language: "C++, with threads",
        toolchain: "Zig's clang and libc++, rustc's wasi-libc (as in wasi-sdk)",
        version: Version::Stamp,
        target: "`wasm32-wasi-threads`",
        modules: &["guests/cxx-threads/summary"],
        tested: Tested::Summary("locks, `call_once`, conditions, atomics of all widths; no thread can be started"),
        needs: "`-fno-exceptions`; the first thread has to do the work",
        elsewhere: None,
    },
    Row {
        language: "Zig",
        toolchain: "Zig",
        version: Version::Stamp,
        target: "`wasm32-wasi`",
        modules: &["guests/zig-language/summary"],
        tested: Tested::Summary("a plugin of ours"),
        needs: PLAIN,
        elsewhere: None,
    },
    Row {
        language: "AssemblyScript",
        toolchain: "`asc`",
        version: Version::Stamp,
        target: "WASI, by `@assemblyscript/wasi-shim`",
        modules: &["guests/assemblyscript/summary"],
        tested: Tested::Summary("a plugin of ours"),
        needs: "the shim",
        elsewhere: None,
    },
    Row {
        language: "Swift",
        toolchain: "Embedded Swift, Debian's clang and wasi-libc",
        version: Version::Stamp,
        target: "`wasm32-unknown-none-wasm`",
        modules: &[],
        tested: Tested::Summary("a plugin of ours"),
        needs: "no Foundation; [how it is linked](plugins/swift.md)",
        elsewhere: Some((&["6.2.3"], "cargo xtask swift-plugin")),
    },
];
