//! `cargo xtask soak` and `cargo xtask sanitize`: many runs at once, for long, or watched for data races.

use crate::process::{host, run};
use crate::setup::rust::{NIGHTLY, install_nightly};
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// Runs good and hostile guests for `minutes`, and prints what stays of them.
pub(crate) fn soak(workspace: &Workspace, minutes: f64) -> Result<()> {
    let soak = ["run", "--quiet", "--package", "bufwasm-hostile", "--bin", "soak", "--"];
    let mut cargo = Command::new("cargo");
    run(cargo.current_dir(workspace.root()).args(soak).arg(minutes.to_string()).arg(workspace.target()))
}

/// Runs the short soak of `cargo test` under ThreadSanitizer.
///
/// The interpreter dispatches by a loop there, which it does at a low optimisation level: what the sanitizer adds to each
/// function keeps the compiler from making tail calls.
pub(crate) fn watch_threads(workspace: &Workspace) -> Result<()> {
    install_nightly(&["rust-src"])?;
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace.root()).env("RUSTUP_TOOLCHAIN", NIGHTLY).env("RUSTFLAGS", "-Zsanitizer=thread");
    cargo.args(["test", "-Zbuild-std", "--package", "bufwasm-hostile", "--test", "soak"]);
    cargo.args(["--config", "profile.dev.package.wasmi.opt-level=1", "--target", &host()?, "--target-dir"]);
    run(cargo.arg(workspace.built().join("sanitize")))
}
