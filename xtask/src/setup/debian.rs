//! Packages of the operating system.

use super::Need;
use crate::process::{is_debian, output_of, run};
use anyhow::{Result, bail};
use std::process::Command;

/// Debian's packages for `need`.
fn packages(need: Need) -> &'static [&'static str] {
    match need {
        Need::Browser => &["chromium"],
        Need::BuildTools => &["cmake", "make", "pkg-config"],
        Need::Clang => &["clang", "libc++-dev-wasm32", "libclang-rt-dev-wasm32", "lld", "wasi-libc"],
        Need::Hyperfine => &["hyperfine"],
        Need::LibFuzzer => &["g++"],
        // The well-known types, which protoc's own package only recommends.
        Need::Protoc => &["libprotobuf-dev", "protobuf-compiler"],
        Need::Qemu => &["qemu-user-static"],
        // Without the symbols, valgrind cannot tell what the C library does on purpose.
        Need::Valgrind => &["libc6-dbg", "valgrind"],
        Need::Go
        | Need::GoRoot
        | Need::Node
        | Need::PythonPlugins
        | Need::QuickJs
        | Need::RustTargets
        | Need::Wasmtime
        | Need::Zig => &[],
    }
}

/// What virtual environments of Python's are made with.
const VENV: &str = "python3-venv";

/// The packages that `needs` are and that are not installed, and the one that packages from PyPI are installed with, if
/// there are such. On another system than Debian that cannot be told: none.
pub(super) fn missing(needs: &[Need], from_pypi: bool) -> Vec<&'static str> {
    if !is_debian() {
        return Vec::new();
    }
    let packages = needs.iter().flat_map(|need| packages(*need)).chain(from_pypi.then_some(&VENV));
    packages.copied().filter(|package| !is_installed(package)).collect()
}

/// Installs `packages`, which takes root.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    if output_of(Command::new("id").arg("-u"))? != "0" {
        bail!("packages are missing; install them with: sudo apt-get install {}", packages.join(" "));
    }
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
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
