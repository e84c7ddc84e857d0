//! Running other programs, with errors that say which and why.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

/// Runs `command` with this process's own standard streams.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    check(command, status, &[])
}

/// Runs `command` without showing what it prints; when it fails, the error holds that.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    output_of(command).map(drop)
}

/// What `command` prints to its standard output, without the white space around it.
pub(crate) fn output_of(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| cannot_start(command))?;
    check(command, output.status, &[output.stdout.as_slice(), &output.stderr].concat())?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The machine's target triple.
pub(crate) fn host() -> Result<String> {
    let about = output_of(Command::new("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not tell its host")?.to_owned())
}

fn check(command: &Command, status: ExitStatus, printed: &[u8]) -> Result<()> {
    if !status.success() {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let line = words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
        bail!("{status}: {line}\n{}", String::from_utf8_lossy(printed).trim_end());
    }
    Ok(())
}

/// The beginning of an error about `command`, which did not start, with what would help.
pub(crate) fn cannot_start(command: &Command) -> String {
    let program = command.get_program();
    let remedy = if program == "rustup" {
        "install it from https://rustup.rs"
    } else if is_debian() {
        "`cargo xtask setup` installs what is missing"
    } else {
        "install it, as `cargo xtask setup` could on Debian"
    };
    format!("cannot start {}: {remedy}", program.display())
}

/// Whether the system has Debian's packages.
pub(crate) fn is_debian() -> bool {
    Path::new("/var/lib/dpkg/status").exists()
}
