//! The two hosts.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use bufwasm::{Error, Optimise, PluginExecutor, RunOptions};

/// What a guest sees of the world.
pub(crate) struct World<'a> {
    /// The first is the program's name.
    pub(crate) arguments: &'a [&'a str],
    pub(crate) environment: &'a [&'a str],
    pub(crate) stdin: &'a [u8],
    /// Paths and contents.
    pub(crate) files: &'a [(String, Vec<u8>)],
}

/// How a guest ended, and what it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// The exit code as an operating system passes it on, its lowest eight bits.
    pub(crate) code: u8,
    /// What the host says, when it was the host that ended the run.
    pub(crate) trap: Option<String>,
}

/// The exit code of Node when an exception was not caught.
const UNCAUGHT: u8 = 1;

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target")
}

/// What `cargo xtask guests` built at `path` below `target/guests`.
pub(crate) fn guest(path: &str) -> PathBuf {
    let full = target().join("guests").join(path);
    assert!(full.is_file(), "target/guests/{path} is missing: run `cargo xtask guests`");
    full
}

/// The directory of the newest Go release that guests are built with.
pub(crate) fn go_root() -> PathBuf {
    let link = target().join("tools/goroot");
    assert!(link.is_dir(), "target/tools/goroot is missing: run `cargo xtask setup`");
    link
}

/// Runs a guest under bufwasm, over `MapFs`, optimised or not.
pub(crate) fn bufwasm(guest: &Path, world: &World<'_>, optimise: Optimise) -> Ended {
    let wasm = fs::read(guest).unwrap();
    let executor = PluginExecutor::builder().optimise(optimise).build();
    let plugin = executor.compile(world.arguments[0], &wasm).unwrap();
    let options = RunOptions {
        args: world.arguments[1..].iter().map(ToString::to_string).collect(),
        env: world.environment.iter().map(ToString::to_string).collect(),
        files: world.files.iter().map(|(path, bytes)| bufwasm::fs::File::new(path, bytes.as_slice())).collect(),
        ..Default::default()
    };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let (code, trap) = match plugin.run(&mut &*world.stdin, &mut stdout, &mut stderr, options) {
        Ok(()) => (0, None),
        Err(Error::Exit(exit)) => (exit.exit_code as u8, None),
        Err(error) => (UNCAUGHT, Some(error.to_string())),
    };
    Ended { stdout, stderr, code, trap }
}

/// Runs a guest under Node, over a directory of the machine.
///
/// Its streams are files: Node makes pipes non-blocking once a program uses `console`, which Go does not expect.
pub(crate) fn node(guest: &Path, world: &World<'_>) -> Ended {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("root");
    fs::create_dir(&root).unwrap();
    for (path, bytes) in world.files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let stream = |name| directory.path().join(name);
    fs::write(stream("stdin"), world.stdin).unwrap();
    let mut node = Command::new("node");
    node.env("PATH", search_path()).env("TZ", "UTC");
    // Go's own runner gives Node this stack, too.
    node.arg("--stack-size=8192");
    node.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gojs_differential/node/run.cjs"));
    node.arg(go_root().join("lib/wasm/wasm_exec.js")).arg(&root).arg(guest);
    node.args(world.environment).arg("--").args(world.arguments);
    node.stdin(File::open(stream("stdin")).unwrap());
    node.stdout(File::create(stream("stdout")).unwrap()).stderr(File::create(stream("stderr")).unwrap());
    let status = node.status().unwrap_or_else(|error| panic!("node: {error}: run `cargo xtask setup`"));
    let code = status.code().unwrap_or_else(|| panic!("{:?}: node: {status}", world.arguments));
    let (stdout, stderr) = (fs::read(stream("stdout")).unwrap(), fs::read(stream("stderr")).unwrap());
    Ended { stdout, stderr, code: code as u8, trap: None }
}

/// `PATH`, after the programs that `cargo xtask setup` installed because the machine lacks them.
fn search_path() -> std::ffi::OsString {
    let machine = std::env::var_os("PATH").unwrap_or_default();
    let directories = std::iter::once(target().join("tools/bin")).chain(std::env::split_paths(&machine));
    std::env::join_paths(directories).unwrap()
}
