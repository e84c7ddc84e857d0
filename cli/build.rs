//! Tells what `bufwasm --version` says, and with `embed-protoc`, where what is embedded lies.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A directory of `cargo xtask protoc`, in the place of the one that it links to from `target/protoc`.
const DIRECTORY_ENV: &str = "BUFWASM_PROTOC";

fn main() {
    println!("cargo:rerun-if-env-changed={DIRECTORY_ENV}");
    println!("cargo:rustc-env=BUFWASM_LONG_VERSION={} ({})", env!("CARGO_PKG_VERSION"), built_from().join("; "));
    if env::var_os("CARGO_FEATURE_EMBED_PROTOC").is_none() {
        return;
    }
    let given = env::var_os(DIRECTORY_ENV).map(PathBuf::from);
    let built = given.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/protoc"));
    let Ok(directory) = built.canonicalize().map_err(|_| ()) else {
        panic!("{} is missing: run `cargo xtask protoc`", built.display());
    };
    println!("cargo:rerun-if-changed={}", directory.display());
    println!("cargo:rustc-env={DIRECTORY_ENV}={}", directory.display());
}

/// The commit, the engine, and what is built in.
fn built_from() -> Vec<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut parts = Vec::new();
    // Everything would be built again for each commit if a build for debugging told its own.
    if env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        let commit = published_commit(here).or_else(|| git(here, &["rev-parse", "--short=12", "HEAD"]));
        parts.extend(commit.map(|commit| format!("commit {commit}")));
        if let Some(log) = git(here, &["rev-parse", "--git-path", "logs/HEAD"]) {
            println!("cargo:rerun-if-changed={}", here.join(log).display());
        }
    }
    // That of the workspace, or as published, of this package.
    let locks = [here.join("../Cargo.lock"), here.join("Cargo.lock")];
    if let Some(lock) = locks.iter().find(|lock| lock.exists()) {
        println!("cargo:rerun-if-changed={}", lock.display());
        parts.extend(wasmi(lock).map(|version| format!("wasmi {version}")));
    }
    let embedded = if env::var_os("CARGO_FEATURE_EMBED_PROTOC").is_some() { ", embed-protoc" } else { "" };
    parts.push(format!("with wasi, gojs, simd{embedded}"));
    parts
}

/// What git answers, if this is a checkout.
fn git(here: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").current_dir(here).args(arguments).output().ok()?;
    let answer = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !answer.is_empty()).then_some(answer)
}

/// What `cargo publish` notes of the commit that it publishes.
fn published_commit(here: &Path) -> Option<String> {
    let noted = fs::read_to_string(here.join(".cargo_vcs_info.json")).ok()?;
    let (_, commit) = noted.split_once("\"sha1\": \"")?;
    commit.get(..12).map(ToOwned::to_owned)
}

/// The release of wasmi in the lock file at `path`.
fn wasmi(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let (_, package) = text.split_once("name = \"wasmi\"\nversion = \"")?;
    package.split('"').next().map(ToOwned::to_owned)
}
