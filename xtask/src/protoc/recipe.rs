//! What protoc is built from, and how, as data. Everything here is an input of the digest.

use sha2::{Digest, Sha256};

/// The version of [`SOURCES`]. It brings protobuf 35.1 (7.35.1 for C++), Abseil and utf8_range.
pub(super) const SOURCES_VERSION: &str = "1.85.1";

/// The sources: protoc, its generators, upb's, and gRPC's plugins.
pub(super) const SOURCES: &str = "grpcio-tools==1.85.1 \
    --hash=sha256:d6f1ee213a07de9462c90ee5debe4a78dff20306a0fb394a65d48b2f94fe31a1\n";

/// The compiler: clang 22 with libc++ and wasi-libc. Debian's lack `pthread.h`, which Abseil names. A digest for each
/// kind of machine that may build.
pub(super) const COMPILER: &str = "ziglang==0.17.1 \
    --hash=sha256:ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54 \
    --hash=sha256:b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e \
    --hash=sha256:09953b6af7f64168b915180a42774f520f92d86ef6331b28e33915c7e1f0bb23 \
    --hash=sha256:4e0b4b9c02b8d0d220e9948010f860b62ff11d96abb39762eca5fa2ef3f7bc97\n";

/// This project's own files, by their names below `shim/`.
pub(super) const SHIMS: [(&str, &str); 7] = [
    ("include/setjmp.h", include_str!("../../protoc/include/setjmp.h")),
    ("single_thread.h", include_str!("../../protoc/single_thread.h")),
    ("std_streams.h", include_str!("../../protoc/std_streams.h")),
    ("builtin_plugin.cc", include_str!("../../protoc/builtin_plugin.cc")),
    ("fstream.cc", include_str!("../../protoc/fstream.cc")),
    ("posix_close.c", include_str!("../../protoc/posix_close.c")),
    ("subprocess.cc", include_str!("../../protoc/subprocess.cc")),
];

/// The target, for compiling and linking; no debugging, no assertions.
pub(super) const TARGET: [&str; 3] = ["-target", "wasm32-wasi", "-O2"];

/// For every file. The emulations are wasi-libc's; the first makes Abseil see WASI.
pub(super) const COMPILE: [&str; 7] = [
    "-g0",
    "-DNDEBUG",
    "-Wno-everything",
    "-D_WASI_EMULATED_MMAN",
    "-D_WASI_EMULATED_SIGNAL",
    "-D_WASI_EMULATED_PROCESS_CLOCKS",
    "-D_WASI_EMULATED_GETPID",
];

/// Where headers are looked for, below the sources.
pub(super) const INCLUDES: [&str; 11] = [
    "shim/include",
    ".",
    "grpc_root",
    "grpc_root/include",
    "third_party/abseil-cpp",
    "third_party/protobuf",
    "third_party/protobuf/src",
    "third_party/protobuf/upb_generator/cmake",
    "third_party/protobuf/upb",
    "third_party/protobuf/upb/reflection/cmake",
    "third_party/protobuf/third_party/utf8_range",
];

pub(super) const C: [&str; 1] = ["-std=c11"];
pub(super) const CPP: [&str; 2] = ["-std=c++17", "-fno-exceptions"];

/// Stripped; 1 MiB of stack, where zig's default is 16: protoc needs some 32 KiB.
pub(super) const LINK: [&str; 2] = ["-s", "-Wl,-z,stack-size=1048576"];

const FILE_STREAMS: &[&str] = &["-U_LIBCPP_HAS_FILESYSTEM", "-D_LIBCPP_HAS_FILESYSTEM=1"];
const SINGLE_THREAD: &[&str] = &["-include", "shim/single_thread.h"];
const STD_STREAMS: &[&str] = &["-include", "shim/std_streams.h"];

/// What some files need beside, by parts of their paths.
pub(super) const SPECIAL: [(&str, &[&str]); 8] = [
    ("absl/synchronization/", SINGLE_THREAD),
    ("absl/base/internal/sysinfo.cc", SINGLE_THREAD),
    ("cctz/src/time_zone_impl.cc", SINGLE_THREAD),
    ("/command_line_interface.cc", STD_STREAMS),
    ("/command_line_interface.cc", FILE_STREAMS),
    ("/objectivec/generator.cc", FILE_STREAMS),
    ("/cctz/src/time_zone_info.cc", FILE_STREAMS),
    ("shim/fstream.cc", FILE_STREAMS),
];

/// The package's own list of protoc's files, and the file of them that a shim replaces.
pub(super) const SOURCE_LIST: &str = "protoc_lib_deps.py";
pub(super) const REPLACED: &str = "third_party/protobuf/src/google/protobuf/compiler/subprocess.cc";

/// Files that the list leaves out: gRPC's plugins (all in that folder), and upb's.
pub(super) const GRPC_FOLDER: &str = "grpc_root/src/compiler";
pub(super) const UPB_FILES: [&str; 8] = [
    "third_party/protobuf/upb_generator/c/generator.cc",
    "third_party/protobuf/upb_generator/minitable/main.cc",
    "third_party/protobuf/upb_generator/reflection/generator.cc",
    "third_party/protobuf/upb_generator/reflection/header.cc",
    "third_party/protobuf/upb_generator/reflection/names.cc",
    "third_party/protobuf/upb_generator/reflection/source.cc",
    "third_party/protobuf/upb_generator/common/cpp_to_upb_def.cc",
    "third_party/protobuf/upb/util/def_to_proto.c",
];

/// What is linked: the module's name, and the file with its `main`. All other files are a library.
pub(super) const MODULES: [(&str, &str); 12] = [
    ("protoc", "third_party/protobuf/src/google/protobuf/compiler/main.cc"),
    ("protoc-gen-builtin", "shim/builtin_plugin.cc"),
    ("grpc_cpp_plugin", "grpc_root/src/compiler/cpp_plugin.cc"),
    ("grpc_csharp_plugin", "grpc_root/src/compiler/csharp_plugin.cc"),
    ("grpc_node_plugin", "grpc_root/src/compiler/node_plugin.cc"),
    ("grpc_objective_c_plugin", "grpc_root/src/compiler/objective_c_plugin.cc"),
    ("grpc_php_plugin", "grpc_root/src/compiler/php_plugin.cc"),
    ("grpc_python_plugin", "grpc_root/src/compiler/python_plugin.cc"),
    ("grpc_ruby_plugin", "grpc_root/src/compiler/ruby_plugin.cc"),
    ("protoc-gen-upb", "third_party/protobuf/upb_generator/c/generator.cc"),
    ("protoc-gen-upb_minitable", "third_party/protobuf/upb_generator/minitable/main.cc"),
    ("protoc-gen-upbdefs", "third_party/protobuf/upb_generator/reflection/generator.cc"),
];

/// Where protoc finds its own .proto files, which are part of its module.
pub(super) const INCLUDE_DIRECTORY: &str = "/include";

/// How files are chosen, compiled and linked counts as an input, too: nobody can tell what a change there makes of the
/// result.
pub(super) const STEPS: &str = include_str!("objects.rs");

/// A name for what this recipe builds: it changes when any input does.
pub(super) fn digest() -> String {
    let data = (
        (SOURCES, COMPILER, SHIMS, TARGET, COMPILE, INCLUDES),
        (C, CPP, LINK, SPECIAL, SOURCE_LIST, REPLACED, GRPC_FOLDER, UPB_FILES, MODULES),
    );
    digest_of(&[&format!("{data:?}{INCLUDE_DIRECTORY}"), STEPS, include_str!("compile.rs")])
}

/// A name for what is built from `inputs`.
pub(super) fn digest_of(inputs: &[&str]) -> String {
    let digest = Sha256::digest(inputs.concat());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
