//! `cargo xtask instructions`: every instruction, in every way it can end, millions of times on a small native stack.

use crate::cargo::cargo;
use crate::process::run;
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use anyhow::Result;
use clap::Args;
use std::process::Command;

/// The other processor that tail calls are compiled for. Rust links programs for it by itself.
const AARCH64: &str = "aarch64-unknown-linux-musl";

/// What is executed, how often, and where.
#[derive(Args)]
pub(crate) struct Repetition {
    /// How often each instruction is executed.
    #[arg(long, default_value_t = 2_000_000)]
    times: u64,
    /// How many runs end in a trap.
    #[arg(long, default_value_t = 100_000)]
    traps: u32,
    /// The profile to build in.
    #[arg(long, default_value = "release")]
    profile: String,
    /// For aarch64, under qemu.
    #[arg(long)]
    aarch64: bool,
}

/// Executes every instruction, and prints how many of which proposal there were.
pub(crate) fn repeat(workspace: &Workspace, repetition: &Repetition) -> Result<()> {
    let Repetition { times, traps, profile, aarch64 } = repetition;
    let mut build = cargo(workspace)?;
    build.args(["build", "--quiet", "--package", "bufwasm-hostile"]);
    build.args(["--bin", "instructions", "--profile", profile]);
    let mut built = workspace.built();
    if *aarch64 {
        setup::provide(workspace, &[Need::Qemu])?;
        run(Command::new("rustup").current_dir(workspace.root()).args(["--quiet", "target", "add", AARCH64]))?;
        build.args(["--target", AARCH64]).env("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER", "rust-lld");
        built.push(AARCH64);
    }
    run(&mut build)?;
    let program = built.join(profile).join("instructions");
    let mut program = if *aarch64 {
        let mut qemu = Command::new("qemu-aarch64-static");
        qemu.arg(program);
        qemu
    } else {
        Command::new(program)
    };
    run(program.arg(times.to_string()).arg(traps.to_string()))
}
