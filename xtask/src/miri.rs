//! `cargo xtask miri`: runs the tests of what handles foreign bytes and references under miri, which sees undefined
//! behaviour, the engine's included.

use crate::cargo::cargo;
use crate::process::run;
use crate::setup::rust::{NIGHTLY, install_nightly};
use crate::workspace::Workspace;
use anyhow::Result;

/// Packages, which of their test targets, and which tests of these: those that touch no file, start no process, and
/// count to no more than thousands.
const RUNS: &[(&str, &[&str], &[&str])] = &[
    (
        "bufwasm",
        &["--lib"],
        &["section::", "fs::tests::", "abi::gojs::refs::", "abi::gojs::events::", "--skip", "many_files"],
    ),
    ("bufwasm-capi", &["--lib", "--test", "handles"], &[]),
];

/// Cases of each property: miri takes about a thousand times as long as the processor.
const CASES: &str = "4";

/// Installs miri if it is missing, and runs each of [`RUNS`].
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    install_nightly(&["miri", "rust-src"])?;
    RUNS.iter().try_for_each(|(package, targets, tests)| {
        let mut cargo = cargo(workspace)?;
        cargo.env("RUSTUP_TOOLCHAIN", NIGHTLY).env("PROPTEST_CASES", CASES);
        // Properties that fail are written to files, which the isolation would forbid.
        cargo.env("MIRIFLAGS", "-Zmiri-disable-isolation");
        run(cargo.args(["miri", "test", "--package", package]).args(*targets).arg("--").args(*tests))
    })
}
