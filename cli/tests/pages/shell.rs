//! A document's shell examples, run as a reader would: in a new directory, with bufwasm in `PATH`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::go;

/// A new directory, with whatever a test lays into it.
pub(crate) struct Room(TempDir);

impl Room {
    /// With bufwasm in `PATH`, which is nowhere else.
    pub(crate) fn new() -> Self {
        let room = tempfile::tempdir().expect("a directory can be made");
        fs::create_dir(room.path().join(".bin")).expect("it can be written to");
        let room = Self(room);
        room.install(Path::new(env!("CARGO_BIN_EXE_bufwasm")));
        room
    }

    /// Puts `program` into `PATH`.
    pub(crate) fn install(&self, program: &Path) {
        let name = program.file_name().expect("a program has a name");
        symlink(program, self.path().join(".bin").join(name)).expect("links can be made");
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a file is in a directory")).expect("the room can be written to");
        fs::write(path, contents).expect("the room can be written to");
    }

    /// Copies what `cargo xtask` has left at `path`, below `target`.
    pub(crate) fn take(&self, path: &str, name: &str) {
        let from = target().join(path);
        fs::copy(&from, self.path().join(name)).unwrap_or_else(|error| {
            panic!("target/{path}: {error}: run `cargo xtask test`");
        });
    }

    /// Runs `script`; each of its commands has to succeed.
    pub(crate) fn run(&self, about: &str, script: &str) {
        let mut shell = Command::new("bash");
        shell.current_dir(self.path()).args(["-euo", "pipefail", "-c", script]).envs(self.environment());
        let output = shell.output().expect("bash starts");
        let told = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{about}: {}\n{}", output.status, String::from_utf8_lossy(&told));
    }

    /// What lets toolchains find what guests were built from and with: nothing is fetched or compiled twice.
    fn environment(&self) -> Vec<(&'static str, OsString)> {
        let channel = include_str!("../../../rust-toolchain.toml").split('"').nth(1).expect("it names a toolchain");
        vec![
            ("PATH", search_path(&[self.path().join(".bin"), target().join("tools/bin")])),
            ("GOPATH", self.path().join("go").into()),
            ("GOMODCACHE", go_modules()),
            ("GOTOOLCHAIN", format!("go{}", go::NEWEST).into()),
            ("GOFLAGS", "-trimpath".into()),
            ("CARGO_TARGET_DIR", target().join("guests/.build/cargo").into()),
            ("RUSTUP_TOOLCHAIN", channel.into()),
            ("npm_config_prefer_offline", "true".into()),
        ]
    }
}

/// `PATH` with `first` in front.
fn search_path(first: &[PathBuf]) -> OsString {
    let machine = env::var_os("PATH").unwrap_or_default();
    env::join_paths(first.iter().cloned().chain(env::split_paths(&machine))).expect("paths can be joined")
}

fn go_modules() -> OsString {
    let mut go = Command::new("go");
    go.env("PATH", search_path(&[target().join("tools/bin")])).env("GOTOOLCHAIN", "local").args(["env", "GOMODCACHE"]);
    let output = go.output().expect("go starts: run `cargo xtask setup`");
    String::from_utf8(output.stdout).expect("a path").trim().into()
}

/// The document at `path`, in the checkout.
pub(crate) fn document(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fenced examples of `language`, in order.
pub(crate) fn examples(page: &str, language: &str) -> Vec<String> {
    let fences = page.split("\n```").skip(1).step_by(2);
    let examples = fences.filter_map(|fence| fence.strip_prefix(&format!("{language}\n")));
    examples.map(|example| format!("{example}\n")).collect()
}

pub(crate) fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").canonicalize().expect("there is a target")
}
