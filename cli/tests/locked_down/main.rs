//! The command line where no machine code may be generated, where nothing can be written, and where there is no network.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// A place that forbids something, which `launch.c` makes.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Memory that was writable cannot become executable.
    Mdwe,
    /// No memory can be mapped as executable, from before the program's first instruction on.
    Seccomp,
    /// Every file system is read-only, and there is no network.
    ReadOnly,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Mdwe => "mdwe",
            Self::Seccomp => "seccomp",
            Self::ReadOnly => "read-only",
        }
    }

    /// `command` in this place.
    fn command(self, command: impl AsRef<Path>) -> Command {
        let mut launch = Command::new(launcher());
        launch.arg(self.name()).arg(command.as_ref());
        launch
    }
}

/// `launch.c`, compiled once.
fn launcher() -> &'static Path {
    static LAUNCHER: OnceLock<PathBuf> = OnceLock::new();
    LAUNCHER.get_or_init(|| {
        let launcher = Path::new(env!("CARGO_TARGET_TMPDIR")).join("launch");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/locked_down/launch.c");
        let mut cc = Command::new("cc");
        cc.args(["-O", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&launcher).arg(source);
        assert!(cc.status().expect("cc starts: install gcc").success(), "launch.c does not compile");
        launcher
    })
}

/// The command line, linked as the machine does.
fn dynamic() -> PathBuf {
    env!("CARGO_BIN_EXE_bufwasm").into()
}

/// The command line without a library of the machine's: `cargo xtask test` builds it.
fn fixed() -> PathBuf {
    let target = dynamic().ancestors().nth(2).expect("the binary is in target/debug").to_owned();
    let binary = target.join(format!("{}-unknown-linux-musl/debug/bufwasm", std::env::consts::ARCH));
    assert!(binary.is_file(), "{} is missing: run `cargo xtask test`", binary.display());
    binary
}

/// What `cargo xtask` built or installed at `path` below `target/`.
fn made(path: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").join(path);
    assert!(full.exists(), "target/{path} is missing: run `cargo xtask test`");
    full
}

/// Runs `guest` on the small request.
fn run(mut bufwasm: Command, guest: &str) -> Output {
    let request = File::open(made("requests/small.bin")).expect("the request can be read");
    bufwasm
        .args(["run", "--no-cache"])
        .arg(made(&format!("guests/{guest}.wasm")))
        .stdin(request)
        .output()
        .expect("the command starts")
}

/// Plugins of both ABIs, and of two toolchains.
const GUESTS: [&str; 3] = ["rust/protoc-gen-prost", "go-wasip1/protoc-gen-go-1.27", "go-js/protoc-gen-go-1.27"];

/// Every plugin gives the same bytes in `place` as outside.
#[track_caller]
fn the_same_in(place: Place, bufwasm: &Path) {
    for guest in GUESTS {
        let (outside, inside) = (run(Command::new(bufwasm), guest), run(place.command(bufwasm), guest));
        let said = String::from_utf8_lossy(&inside.stderr);
        assert!(inside.status.success(), "{guest} in {place:?}: {}: {said}", inside.status);
        assert!(!inside.stdout.is_empty() && inside.stdout == outside.stdout, "{guest} in {place:?}: other bytes");
    }
}

#[test]
fn plugins_run_where_memory_cannot_become_executable() {
    the_same_in(Place::Mdwe, &dynamic());
    the_same_in(Place::Mdwe, &fixed());
}

#[test]
fn plugins_run_where_no_memory_can_be_mapped_as_executable() {
    the_same_in(Place::Seccomp, &fixed());
}

/// A bundle of the static executable needs nothing of the machine, either.
#[test]
fn a_bundle_runs_where_no_memory_can_be_mapped_as_executable() {
    let room = tempfile::tempdir().expect("a directory can be made");
    for guest in GUESTS {
        let bundle = room.path().join("protoc-gen-bundled");
        let mut make = Command::new(dynamic());
        make.args(["--quiet", "bundle", "--executable"]).arg(fixed()).arg("-o").arg(&bundle);
        assert!(make.arg(made(&format!("guests/{guest}.wasm"))).status().expect("the command starts").success());
        let request = File::open(made("requests/small.bin")).expect("the request can be read");
        let mut inside = Place::Seccomp.command(&bundle);
        let inside = inside.env("BUFWASM_NO_CACHE", "1").stdin(request).output().expect("the bundle starts");
        let said = String::from_utf8_lossy(&inside.stderr);
        assert!(inside.status.success(), "{guest}: {}: {said}", inside.status);
        assert_eq!(inside.stdout, run(Command::new(dynamic()), guest).stdout, "{guest}");
    }
}

#[test]
fn a_bundle_finds_what_it_carries_where_the_system_does_not_tell_which_file_it_is() {
    let room = tempfile::tempdir().expect("a directory can be made");
    let bundle = room.path().join("protoc-gen-bundled");
    let mut make = Command::new(dynamic());
    make.args(["--quiet", "bundle", "-o"]).arg(&bundle).arg(made("guests/rust/protoc-gen-prost.wasm"));
    assert!(make.status().expect("the command starts").success());
    let expected = run(Command::new(dynamic()), "rust/protoc-gen-prost").stdout;
    let call = |script: &str| {
        let request = File::open(made("requests/small.bin")).expect("the request can be read");
        let mut unshare = Command::new("unshare");
        unshare.args(["--map-root-user", "--mount", "sh", "-ec", &format!("mount -t tmpfs none /proc; {script}")]);
        let path = format!("{}:/usr/bin:/bin", room.path().display());
        let output = unshare.arg(&bundle).env("PATH", path).env("BUFWASM_NO_CACHE", "1").stdin(request).output();
        output.expect("install util-linux, for unshare").stdout
    };
    assert!(call("exec \"$0\"") == expected && call("exec protoc-gen-bundled") == expected);
}

#[test]
fn plugins_run_where_nothing_can_be_written_and_there_is_no_network() {
    the_same_in(Place::ReadOnly, &dynamic());
}

#[test]
fn generated_files_that_cannot_be_written_are_an_error_that_says_so() {
    let room = tempfile::tempdir().expect("a directory can be made");
    let proto = room.path().join("a.proto");
    fs::write(&proto, "syntax = \"proto3\"; package a; message A {}").expect("the directory is writable here");
    let mut bufwasm = Place::ReadOnly.command(dynamic());
    bufwasm.arg("generate").arg("-I").arg(room.path()).arg("--out").arg(room.path().join("out"));
    bufwasm.arg("--plugin").arg(made("guests/rust/protoc-gen-prost.wasm")).arg(&proto);
    let output = bufwasm.output().expect("the command starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(125), "{said}");
    assert!(said.contains("read-only file system") && said.contains("out"), "{said}");
}

/// What makes the tests above mean something: runtimes that generate machine code cannot do so there.
#[test]
fn node_and_wasmtime_fail_where_memory_cannot_become_executable() {
    let node = Place::Mdwe.command("node").args(["-e", "console.log(1)"]).output().expect("node starts");
    assert!(!node.status.success(), "node ran: {}", String::from_utf8_lossy(&node.stdout));
    let wasmtime = Place::Mdwe.command(made("tools/python/bin/python")).args(["-c", WASMTIME]).output();
    let wasmtime = wasmtime.expect("python starts");
    let said = String::from_utf8_lossy(&wasmtime.stderr);
    assert!(!wasmtime.status.success() && said.contains("unable to make memory executable"), "wasmtime: {said}");
}

/// The smallest module, compiled.
const WASMTIME: &str = "import wasmtime; wasmtime.Module(wasmtime.Engine(), '(module (func))')";
