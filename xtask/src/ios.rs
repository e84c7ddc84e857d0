//! `cargo xtask ios`: the C ABI as an XCFramework, with the Swift package that wraps it. Nothing of Apple's is needed.
//!
//! The libraries are static: what links an app is Apple's linker, later, on a Mac.

mod framework;
mod universal;

use crate::cargo::cargo;
use crate::process::{output_of, run};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use framework::{LIBRARY, Slice};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The devices, and the simulators of Macs with either processor.
const SLICES: [Slice; 2] = [
    Slice { simulator: false, targets: &[("arm64", "aarch64-apple-ios")] },
    Slice { simulator: true, targets: &[("arm64", "aarch64-apple-ios-sim"), ("x86_64", "x86_64-apple-ios")] },
];

/// Builds `target/ios`: a Swift package that holds `Bufwasm.xcframework`.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    let package = workspace.target().join("ios");
    if package.exists() {
        fs::remove_dir_all(&package).with_context(|| format!("cannot remove {}", package.display()))?;
    }
    let headers = workspace.root().join("capi/include");
    framework::lay_out(&package.join("Bufwasm.xcframework"), &SLICES, &headers, |target| {
        let library = build_library(workspace, target)?;
        fs::read(&library).with_context(|| format!("cannot read {}", library.display()))
    })?;
    framework::copy(&workspace.root().join("capi/swift"), &package)?;
    println!("{} is a Swift package with the framework; capi/README.md says what is left to do", package.display());
    Ok(())
}

/// Builds the static library for `target`, and says where it is.
fn build_library(workspace: &Workspace, target: &str) -> Result<PathBuf> {
    let mut cargo = cargo(workspace)?;
    cargo.args(["rustc", "--package", "bufwasm-capi", "--lib", "--release"]);
    // The shared library would take Apple's linker.
    cargo.args(["--crate-type", "staticlib", "--target", target, "--target-dir"]).arg(workspace.target());
    if install_target(workspace, target).is_err() {
        println!("rustup has no standard library for {target}: building that too");
        let mut rustup = Command::new("rustup");
        run(rustup.current_dir(workspace.root()).args(["--quiet", "component", "add", "rust-src"]))?;
        // The pinned compiler, asked to allow what it calls unstable: a nightly one would be another compiler.
        cargo.env("RUSTC_BOOTSTRAP", "1").args(["-Z", "build-std=std,panic_unwind"]);
    }
    println!("building for {target}");
    run(&mut cargo)?;
    Ok(workspace.target().join(target).join("release").join(LIBRARY))
}

fn install_target(workspace: &Workspace, target: &str) -> Result<()> {
    let mut rustup = Command::new("rustup");
    output_of(rustup.current_dir(workspace.root()).args(["--quiet", "target", "add", target])).map(drop)
}

/// Creates the directory `path` and its parents.
fn create_directory(path: &Path) -> Result<()> {
    fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))
}
