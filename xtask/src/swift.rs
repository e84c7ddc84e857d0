//! `cargo xtask swift`: the Swift package, compiled and tried on this machine; `cargo xtask swift-plugin`: a plugin in Swift.

use crate::cargo::{self, cargo};
use crate::guests::Selection;
use crate::process::{output_of, run};
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `capi/tests/swift` runs.
const GUESTS: [&str; 5] = ["rust-local/echo", "rust-local/spin", "rust/protoc-gen-prost", "c/args_env", "c/fs_walk"];

/// What cargo calls the C library.
const LIBRARY: &str = "libbufwasm_c.a";

/// What the C library needs of the system; on a Mac, all of it is always there.
const NATIVE: &[&str] = if cfg!(target_os = "linux") { &["-lpthread", "-ldl", "-lm"] } else { &[] };

/// Compiles the package over the C library, without a warning, and the program that tries it, and runs that.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    swift("a Swift compiler is needed: Debian's package swiftlang, from Debian 13 on, or Xcode")?;
    Selection::new(&GUESTS.map(Into::into), &[])?.build(workspace)?;
    run(cargo(workspace)?.args(["build", "--quiet", "--package", "bufwasm-capi"]))?;

    let capi = workspace.root().join("capi");
    let room = workspace.target().join("swift");
    fs::create_dir_all(&room).with_context(|| format!("cannot create {}", room.display()))?;
    let swiftc = |outcome: &str| {
        let mut swiftc = Command::new("swiftc");
        swiftc.current_dir(&room).args(["-swift-version", "6", "-warnings-as-errors", "-I"]);
        swiftc.arg(capi.join("include")).args(["-o", outcome]);
        swiftc
    };
    let mut package = swiftc("libBufwasm.a");
    package.args(["-parse-as-library", "-module-name", "Bufwasm", "-emit-module", "-emit-library", "-static"]);
    run(package.args(sources(&capi.join("swift/Sources/Bufwasm"))?))?;
    let mut program = swiftc("check");
    // The static C library, not the shared one beside it; as a name, it reaches the linker alone.
    fs::copy(workspace.built().join("debug").join(LIBRARY), room.join(LIBRARY))
        .with_context(|| format!("cannot copy {LIBRARY}"))?;
    program.args(["-I", ".", "-L", ".", "-lBufwasm", "-lbufwasm_c"]);
    run(program.args(NATIVE).arg(capi.join("tests/swift/main.swift")))?;
    run(Command::new(room.join("check")).arg(workspace.guests()))
}

/// Builds a plugin in Swift, and compares what it answers with what the one in C does.
pub(crate) fn compare_plugin(workspace: &Workspace) -> Result<()> {
    let version = swift("Swift 6.2 or newer is needed: Debian's package swiftlang, from Debian 14 on")?;
    Selection::new(&["swift/summary".into(), "c/summary".into()], &[])?.build(workspace)?;
    let bufwasm = cargo::program(workspace, "bufwasm")?;
    // Any bytes are a request to it.
    let request = workspace.guest_sources().join("swift/summary.swift");
    let answer = |group: &str| -> Result<Vec<u8>> {
        let mut bufwasm = Command::new(&bufwasm);
        bufwasm.arg("run").arg(workspace.guests().join(group).join("summary.wasm")).stdin(fs::File::open(&request)?);
        let ended = bufwasm.output().context("bufwasm starts")?;
        ensure!(ended.status.success(), "{group}/summary: {}", String::from_utf8_lossy(&ended.stderr));
        Ok(ended.stdout)
    };
    let (swift, c) = (answer("swift")?, answer("c")?);
    ensure!(!c.is_empty() && swift == c, "{} is not {}", String::from_utf8_lossy(&swift), String::from_utf8_lossy(&c));
    println!("{}: answers as the plugin in C", version.lines().next().unwrap_or_default());
    Ok(())
}

/// What the compiler says of its version; without one, an error that says what is `needed`.
fn swift(needed: &'static str) -> Result<String> {
    output_of(Command::new("swiftc").arg("--version")).ok().context(needed)
}

/// The Swift files in `directory`, sorted.
fn sources(directory: &Path) -> Result<Vec<PathBuf>> {
    let listed = fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))?;
    let mut files = listed.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "swift"));
    files.sort();
    Ok(files)
}
