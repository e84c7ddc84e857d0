//! The commands on the pages of docs/plugins work: each page's shell examples are run, one after another, as a reader would,
//! and bufwasm generates something from `shop.proto` with every plugin that they make.
//!
//! They need what `cargo xtask setup` installs.
#![cfg(unix)]

#[path = "../../xtask/src/go.rs"]
#[allow(dead_code)] // there are pages for one release
mod go;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A page, and the number of times that it generates something.
macro_rules! pages {
    ($($page:ident: $times:literal,)*) => {$(
        #[test]
        fn $page() {
            try_page(stringify!($page), $times);
        }
    )*};
}

pages! {
    assemblyscript: 1,
    c_cpp: 2,
    go: 4,
    rust: 3,
}

fn try_page(page: &str, times: usize) {
    let script = examples(&read(&page.replace('_', "-")), "sh").join("\n");
    assert_eq!(script.matches("bufwasm generate ").count(), times, "{page} has other examples");
    let room = room();
    // Each run has to make its own files.
    let script = script.replace("bufwasm generate ", "rm -rf gen; bufwasm generate ");
    let script = script.lines().map(checked).collect::<Vec<_>>().join("\n");
    let mut shell = Command::new("bash");
    shell.current_dir(room.path()).args(["-euo", "pipefail", "-c", &script]).envs(environment(room.path()));
    let output = shell.output().expect("bash starts");
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{page}: {}\n{}", output.status, String::from_utf8_lossy(&told));
}

/// `line`, and after a run of bufwasm that there is something in what it says it made.
fn checked(line: &str) -> String {
    if line.contains("bufwasm generate ") { format!("{line}\ntest -n \"$(ls gen)\"") } else { line.to_owned() }
}

/// A directory with `shop.proto` and `bin/bufwasm`.
fn room() -> TempDir {
    let room = tempfile::tempdir().expect("a directory can be made");
    let proto = examples(&read("README"), "proto").concat();
    fs::write(room.path().join("shop.proto"), proto).expect("it can be written to");
    fs::create_dir(room.path().join(".bin")).expect("it can be written to");
    symlink(env!("CARGO_BIN_EXE_bufwasm"), room.path().join(".bin/bufwasm")).expect("links can be made");
    room
}

/// What lets toolchains find what guests were built from and with: nothing is fetched or compiled twice.
fn environment(room: &Path) -> Vec<(&'static str, OsString)> {
    let channel = include_str!("../../rust-toolchain.toml").split('"').nth(1).expect("it names a toolchain");
    vec![
        ("PATH", search_path(&[room.join(".bin"), target().join("tools/bin")])),
        ("GOPATH", room.join("go").into()),
        ("GOMODCACHE", go_modules()),
        ("GOTOOLCHAIN", format!("go{}", go::NEWEST).into()),
        ("GOFLAGS", "-trimpath".into()),
        ("CARGO_TARGET_DIR", target().join("guests/.build/cargo").into()),
        ("RUSTUP_TOOLCHAIN", channel.into()),
        ("npm_config_prefer_offline", "true".into()),
    ]
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

/// The fenced examples of `language`, in order.
fn examples(page: &str, language: &str) -> Vec<String> {
    let fences = page.split("\n```").skip(1).step_by(2);
    let examples = fences.filter_map(|fence| fence.strip_prefix(&format!("{language}\n")));
    examples.map(|example| format!("{example}\n")).collect()
}

fn read(page: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/plugins").join(page).with_extension("md");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target").canonicalize().expect("there is a target")
}
