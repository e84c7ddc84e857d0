//! The guests, as data.

use super::compiler::Compiler;
use super::recipe::Recipe;
use super::std_table::{PACKAGES, Quick};
use super::step::GoPort;
use crate::go;
use clap::ValueEnum;
use std::sync::LazyLock;

/// One program, which `cargo xtask guests` builds as `target/guests/GROUP/NAME.wasm`, or without the ending when
/// native.
#[derive(Clone, Copy)]
pub(crate) struct Guest {
    pub(crate) group: Group,
    pub(crate) name: &'static str,
    pub(crate) recipe: Recipe,
}

/// Guests that one toolchain builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Group {
    /// The same plugins as machine code: what their wasm builds must print.
    Native,
    /// Go programs for WASI preview 1.
    GoWasip1,
    /// Go programs for Go's own js/wasm ABI.
    GoJs,
    /// Tests of Go's standard library, for js/wasm, that `cargo test` runs.
    GoStd,
    /// The rest of them, which only `cargo xtask std-tests` builds and runs.
    GoStdMore,
    /// Plugins from the Rust registry, for WASI preview 1.
    Rust,
    /// This project's own Rust guests.
    RustLocal,
    /// This project's own C and C++ guests, with clang and wasi-libc.
    C,
    /// This project's own program in C++ with threads, with clang and the library from Zig, and Rust's wasi-libc.
    CxxThreads,
    /// This project's own program in Rust with threads.
    RustThreads,
    /// The same C guests with the C library that Zig brings.
    Zig,
    /// This project's own guests in the language Zig.
    ZigLanguage,
    /// This project's own guests in AssemblyScript.
    #[value(name = "assemblyscript")]
    AssemblyScript,
    /// This project's own guest in Swift, which only `cargo xtask swift-plugin` builds.
    Swift,
}

const PROTOC_GEN_GO: &str = "google.golang.org/protobuf/cmd/protoc-gen-go";
const PROTOC_GEN_GO_GRPC: &str = "google.golang.org/grpc/cmd/protoc-gen-go-grpc";
const PROTOC_GEN_GRPC_GATEWAY: &str = "github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway";
const PROTOC_GEN_OPENAPIV2: &str = "github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-openapiv2";
const PROTOC_GEN_CONNECT_GO: &str = "connectrpc.com/connect/cmd/protoc-gen-connect-go";
/// An example of a plugin for `buf lint` and `buf breaking`.
const BUF_CHECK_PLUGIN: &str = "buf.build/go/bufplugin/check/internal/example/cmd/buf-plugin-field-option-safe-for-ml";

/// Plugins that only `cargo xtask conformance` runs.
const FOR_CONFORMANCE: [&str; 2] = ["protoc-gen-grpc-gateway", "protoc-gen-openapiv2"];

impl Guest {
    /// Whether `cargo xtask go-releases` runs it.
    pub(super) fn is_for_go_releases(&self) -> bool {
        matches!(self.recipe, Recipe::GoPackage { .. }) && !FOR_CONFORMANCE.contains(&self.name)
    }

    /// Whether it is built by one of the releases that only `cargo xtask go-releases` is about.
    fn is_between(&self) -> bool {
        matches!(self.recipe, Recipe::GoPackage { release, .. } if go::BETWEEN.contains(&release))
    }

    /// Whether `cargo test` runs it.
    pub(super) fn is_for_every_run(&self) -> bool {
        ![Group::GoStdMore, Group::Swift].contains(&self.group)
            && !self.is_between()
            && !FOR_CONFORMANCE.contains(&self.name)
    }
}

/// Every guest.
pub(super) static GUESTS: LazyLock<Vec<Guest>> =
    LazyLock::new(|| GUESTS_HERE.iter().copied().chain(std_tests()).collect());

/// The tests of Go's standard library, as `tests/gojs_std/table.rs` lists them.
fn std_tests() -> impl Iterator<Item = Guest> {
    PACKAGES.iter().map(|package| Guest {
        group: if package.quick == Quick::None { Group::GoStdMore } else { Group::GoStd },
        name: package.path,
        recipe: Recipe::StdTest { release: go::NEWEST, package },
    })
}

/// Every guest but the standard library's tests. A published plugin's oracle is the native guest of the same name,
/// built from the same release by the same Go: what a plugin writes depends on both, as `go/format` is part of Go.
const GUESTS_HERE: &[Guest] = &[
    native_go("protoc-gen-go-1.18", go::V1_18, PROTOC_GEN_GO, "v1.31.0"),
    native_go("protoc-gen-go-1.19", go::V1_19, PROTOC_GEN_GO, "v1.31.0"),
    native_go("protoc-gen-go-1.20", go::V1_20, PROTOC_GEN_GO, "v1.31.0"),
    native_go("protoc-gen-go-1.21.4", go::V1_21_4, PROTOC_GEN_GO, "v1.31.0"),
    native_go("protoc-gen-go-1.21", go::V1_21, PROTOC_GEN_GO, "v1.36.5"),
    native_go("protoc-gen-go-1.22", go::V1_22, PROTOC_GEN_GO, "v1.36.5"),
    native_go("protoc-gen-go-1.23", go::V1_23, PROTOC_GEN_GO, "v1.36.12"),
    native_go("protoc-gen-go-1.24", go::V1_24, PROTOC_GEN_GO, "v1.36.12"),
    native_go("protoc-gen-go-1.25", go::V1_25, PROTOC_GEN_GO, "v1.36.12"),
    native_go("protoc-gen-go-1.26", go::V1_26, PROTOC_GEN_GO, "v1.36.12"),
    native_go("protoc-gen-go-1.27", go::V1_27, PROTOC_GEN_GO, "v1.36.12"),
    native_go("protoc-gen-go-grpc", go::V1_27, PROTOC_GEN_GO_GRPC, "v1.6.2"),
    native_go("protoc-gen-grpc-gateway", go::V1_27, PROTOC_GEN_GRPC_GATEWAY, "v2.33.0"),
    native_go("protoc-gen-openapiv2", go::V1_27, PROTOC_GEN_OPENAPIV2, "v2.33.0"),
    native_go("protoc-gen-connect-go", go::V1_27, PROTOC_GEN_CONNECT_GO, "v1.21.1"),
    native_go("buf-plugin-field-option-safe-for-ml", go::V1_27, BUF_CHECK_PLUGIN, "v0.9.0"),
    source(Group::Native, "roots", Compiler::Go(GoPort::Host, go::V1_27), "go/roots.go"),
    native_crate("protoc-gen-prost", "0.5.0"),
    native_crate("protoc-gen-prost-serde", "0.4.0"),
    native_crate("protoc-gen-tonic", "0.5.0"),
    go_wasip1("protoc-gen-go-1.21", go::V1_21, PROTOC_GEN_GO, "v1.36.5"),
    go_wasip1("protoc-gen-go-1.24", go::V1_24, PROTOC_GEN_GO, "v1.36.12"),
    go_wasip1("protoc-gen-go-1.27", go::V1_27, PROTOC_GEN_GO, "v1.36.12"),
    go_wasip1("protoc-gen-go-grpc", go::V1_27, PROTOC_GEN_GO_GRPC, "v1.6.2"),
    go_wasip1("protoc-gen-grpc-gateway", go::V1_27, PROTOC_GEN_GRPC_GATEWAY, "v2.33.0"),
    go_wasip1("protoc-gen-openapiv2", go::V1_27, PROTOC_GEN_OPENAPIV2, "v2.33.0"),
    go_wasip1("buf-plugin-field-option-safe-for-ml", go::V1_27, BUF_CHECK_PLUGIN, "v0.9.0"),
    source(Group::GoWasip1, "library", Compiler::GoLibrary(go::V1_27), "go/library.go"),
    source(Group::GoWasip1, "roots", Compiler::Go(GoPort::Wasip1, go::V1_27), "go/roots.go"),
    source(Group::GoWasip1, "stdio", Compiler::Go(GoPort::Wasip1, go::V1_27), "go/stdio.go"),
    go_js("protoc-gen-go-1.18", go::V1_18, PROTOC_GEN_GO, "v1.31.0"),
    go_js("protoc-gen-go-1.19", go::V1_19, PROTOC_GEN_GO, "v1.31.0"),
    go_js("protoc-gen-go-1.20", go::V1_20, PROTOC_GEN_GO, "v1.31.0"),
    go_js("protoc-gen-go-1.21.4", go::V1_21_4, PROTOC_GEN_GO, "v1.31.0"),
    go_js("protoc-gen-go-1.21", go::V1_21, PROTOC_GEN_GO, "v1.36.5"),
    go_js("protoc-gen-go-1.22", go::V1_22, PROTOC_GEN_GO, "v1.36.5"),
    go_js("protoc-gen-go-1.23", go::V1_23, PROTOC_GEN_GO, "v1.36.12"),
    go_js("protoc-gen-go-1.24", go::V1_24, PROTOC_GEN_GO, "v1.36.12"),
    go_js("protoc-gen-go-1.25", go::V1_25, PROTOC_GEN_GO, "v1.36.12"),
    go_js("protoc-gen-go-1.26", go::V1_26, PROTOC_GEN_GO, "v1.36.12"),
    go_js("protoc-gen-go-1.27", go::V1_27, PROTOC_GEN_GO, "v1.36.12"),
    go_js("protoc-gen-go-grpc", go::V1_27, PROTOC_GEN_GO_GRPC, "v1.6.2"),
    go_js("protoc-gen-connect-go", go::V1_27, PROTOC_GEN_CONNECT_GO, "v1.21.1"),
    go_js_program("endings", go::V1_27, "go/endings.go"),
    go_js_program("endings-1.18", go::V1_18, "go/endings.go"),
    go_js_program("endings-1.21", go::V1_21, "go/endings.go"),
    go_js_program("endings-1.24", go::V1_24, "go/endings.go"),
    go_js_program("file_changes", go::V1_27, "go/file_changes.go"),
    go_js_program("files", go::V1_27, "go/files.go"),
    go_js_program("files-1.18", go::V1_18, "go/files.go"),
    go_js_program("files-1.21", go::V1_21, "go/files.go"),
    go_js_program("files-1.24", go::V1_24, "go/files.go"),
    go_js_program("goroutines", go::V1_27, "go/goroutines.go"),
    go_js_program("js_calls", go::V1_27, "go/js_calls.go"),
    go_js_program("js_calls-1.18", go::V1_18, "go/js_calls.go"),
    go_js_program("js_calls-1.21", go::V1_21, "go/js_calls.go"),
    go_js_program("js_calls-1.24", go::V1_24, "go/js_calls.go"),
    go_js_program("js_values", go::V1_27, "go/js_values.go"),
    go_js_program("js_values-1.18", go::V1_18, "go/js_values.go"),
    go_js_program("network", go::V1_27, "go/network.go"),
    go_js_program("roots", go::V1_27, "go/roots.go"),
    go_js_program("stdio", go::V1_27, "go/stdio.go"),
    go_js_program("streams", go::V1_27, "go/streams.go"),
    go_js_program("timers", go::V1_27, "go/timers.go"),
    go_js_program("timers-1.18", go::V1_18, "go/timers.go"),
    go_js_program("world", go::V1_27, "go/world.go"),
    rust("protoc-gen-prost", "0.5.0"),
    rust("protoc-gen-prost-serde", "0.4.0"),
    rust("protoc-gen-tonic", "0.5.0"),
    source(Group::RustLocal, "chatter", Compiler::Rustc, "rust/chatter.rs"),
    source(Group::RustLocal, "echo", Compiler::Rustc, "rust/echo.rs"),
    source(Group::RustLocal, "faulty", Compiler::Rustc, "rust/faulty.rs"),
    source(Group::RustLocal, "hog", Compiler::Rustc, "rust/hog.rs"),
    source(Group::RustLocal, "library", Compiler::RustcLibrary, "rust/library.rs"),
    source(Group::RustLocal, "record", Compiler::Rustc, "rust/record.rs"),
    source(Group::RustLocal, "recurse", Compiler::Rustc, "rust/recurse.rs"),
    source(Group::RustLocal, "spin", Compiler::Rustc, "rust/spin.rs"),
    source(Group::C, "args_env", Compiler::Clang, "c/args_env.c"),
    source(Group::C, "fs_walk", Compiler::Clang, "c/fs_walk.c"),
    source(Group::C, "poll", Compiler::Clang, "c/poll.c"),
    Guest { group: Group::C, name: "quickjs", recipe: Recipe::QuickJs },
    source(Group::C, "summary", Compiler::Clang, "c/summary.c"),
    source(Group::C, "word_count", Compiler::ClangCxx, "c/word_count.cc"),
    source(Group::CxxThreads, "summary", Compiler::CxxThreads, "c/threads.cc"),
    source(Group::RustThreads, "summary", Compiler::RustcThreads, "rust/threads.rs"),
    source(Group::Zig, "args_env", Compiler::ZigCc, "c/args_env.c"),
    source(Group::Zig, "fs_walk", Compiler::ZigCc, "c/fs_walk.c"),
    source(Group::Zig, "summary", Compiler::ZigCc, "c/summary.c"),
    source(Group::ZigLanguage, "summary", Compiler::Zig, "zig/summary.zig"),
    source(Group::AssemblyScript, "summary", Compiler::AssemblyScript, "assemblyscript/summary.ts"),
    source(Group::Swift, "summary", Compiler::Swift, "swift/summary.swift"),
];

const fn native_go(name: &'static str, release: &'static str, package: &'static str, version: &'static str) -> Guest {
    go(Group::Native, GoPort::Host, name, release, package, version)
}

const fn go_wasip1(name: &'static str, release: &'static str, package: &'static str, version: &'static str) -> Guest {
    go(Group::GoWasip1, GoPort::Wasip1, name, release, package, version)
}

const fn go_js(name: &'static str, release: &'static str, package: &'static str, version: &'static str) -> Guest {
    go(Group::GoJs, GoPort::Js, name, release, package, version)
}

const fn go(
    group: Group,
    port: GoPort,
    name: &'static str,
    release: &'static str,
    package: &'static str,
    version: &'static str,
) -> Guest {
    Guest { group, name, recipe: Recipe::GoPackage { port, release, package, version } }
}

const fn go_js_program(name: &'static str, release: &'static str, file: &'static str) -> Guest {
    source(Group::GoJs, name, Compiler::Go(GoPort::Js, release), file)
}

const fn native_crate(name: &'static str, version: &'static str) -> Guest {
    Guest { group: Group::Native, name, recipe: Recipe::Crate { package: name, version, target: None } }
}

const fn rust(name: &'static str, version: &'static str) -> Guest {
    Guest { group: Group::Rust, name, recipe: Recipe::Crate { package: name, version, target: Some("wasm32-wasip1") } }
}

const fn source(group: Group, name: &'static str, compiler: Compiler, file: &'static str) -> Guest {
    Guest { group, name, recipe: Recipe::Source { compiler, file } }
}
