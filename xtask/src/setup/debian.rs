//! Packages of the operating system.

use crate::process::{output_of, run};
use anyhow::{Result, bail};
use std::process::Command;

const PACKAGES: [&str; 12] = [
    // The browser that the npm package is tested in.
    "chromium",
    "clang",
    // For libFuzzer.
    "g++",
    "libc++-dev-wasm32",
    // Without it, valgrind cannot tell what the C library does on purpose.
    "libc6-dbg",
    "libclang-rt-dev-wasm32",
    // The well-known types, which protoc's own package only recommends.
    "libprotobuf-dev",
    "lld",
    "protobuf-compiler",
    "python3-venv",
    "valgrind",
    "wasi-libc",
];

/// Installs those of [`PACKAGES`] that are missing, which takes root; elsewhere than on Debian, only names them.
pub(super) fn install() -> Result<()> {
    if output_of(Command::new("dpkg-query").arg("--version")).is_err() {
        println!("not a Debian: make sure that the equivalents of these packages are there: {}", PACKAGES.join(" "));
        return Ok(());
    }
    let missing: Vec<_> = PACKAGES.into_iter().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if output_of(Command::new("id").arg("-u"))? != "0" {
        bail!("packages are missing; install them with: sudo apt-get install {}", missing.join(" "));
    }
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(missing))
}

fn is_installed(package: &str) -> bool {
    let status = output_of(Command::new("dpkg-query").args(["--show", "--showformat", "${Status}", package]));
    status.is_ok_and(|status| status == "install ok installed")
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("--quiet=2").env("DEBIAN_FRONTEND", "noninteractive");
    command
}
