//! `cargo xtask soak` and `cargo xtask sanitize`: many runs at once, for long, or watched for data races.

use crate::cargo::{self, cargo};
use crate::guests::Selection;
use crate::process::{host, run};
use crate::requests;
use crate::setup::rust::{NIGHTLY, install_nightly};
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::Command;

/// The guests that `tests/hostile/src/soak.rs` runs beside the hostile ones.
const PLUGINS: [&str; 3] = ["go-js/protoc-gen-go-1.27", "go-wasip1/protoc-gen-go-1.27", "rust/protoc-gen-prost"];

/// Runs good and hostile guests for `minutes`, and prints what stays of them.
pub(crate) fn soak(workspace: &Workspace, minutes: f64) -> Result<()> {
    provide(workspace)?;
    let mut soak = Command::new(cargo::program(workspace, "soak")?);
    run(soak.current_dir(workspace.root()).arg(minutes.to_string()).arg(workspace.target()))
}

/// Builds the plugins that are run, and records what they are run on.
fn provide(workspace: &Workspace) -> Result<()> {
    setup::provide(workspace, &[Need::Go, Need::Node, Need::Protoc, Need::RustTargets])?;
    Selection::new(&PLUGINS.map(Into::into), &[])?.build(workspace)?;
    requests::record_all(workspace)
}

/// Runs the short soak of `cargo test` under ThreadSanitizer.
///
/// The interpreter dispatches by a loop there, which it does at a low optimisation level: what the sanitizer adds to
/// each function keeps the compiler from making tail calls.
pub(crate) fn watch_threads(workspace: &Workspace) -> Result<()> {
    install_nightly(&["rust-src"])?;
    provide(workspace)?;
    let mut cargo = cargo(workspace)?;
    cargo.env("RUSTUP_TOOLCHAIN", NIGHTLY).env("RUSTFLAGS", "-Zsanitizer=thread");
    // For the lines of its reports.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    cargo.args(["test", "-Zbuild-std", "--package", "bufwasm-hostile", "--test", "soak"]);
    cargo.args(["--config", "profile.dev.package.wasmi.opt-level=1", "--target", &host()?, "--target-dir"]);
    run(cargo.arg(workspace.built().join("sanitize")))
}
