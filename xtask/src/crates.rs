//! `cargo xtask crates`: the packages of Rust's registry, built from what would be published, and installed from.

use crate::cargo::cargo;
use crate::dist::sums::sha256;
use crate::process::{output_of, run, run_quietly};
use crate::supply::{Package, packages};
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use tar::Archive;

/// The package that users install, and its program.
const INSTALLED: (&str, &str) = ("bufwasm-cli", "bufwasm");

/// Packages what would be published, builds each package from that alone, and installs the program from it.
pub(crate) fn try_all(workspace: &Workspace) -> Result<()> {
    let published: Vec<_> = packages(workspace)?.into_iter().filter(Package::is_published).collect();
    // What cargo prints stays in view: it says which files of which package it takes, and what it builds.
    let mut package = cargo(workspace)?;
    package.args(["package", "--locked"]);
    run(package.args(published.iter().flat_map(|package| ["--package", &package.name])))?;
    let room = workspace.target().join("crates");
    if room.exists() {
        fs::remove_dir_all(&room).with_context(|| format!("cannot empty {}", room.display()))?;
    }
    let registry = room.join("registry");
    copy_dependencies(workspace, &registry)?;
    for package in &published {
        let file = format!("{}-{}.crate", package.name, package.version);
        add(&workspace.built().join("package").join(file), &registry)?;
    }
    install(&room, &registry)
}

/// Makes `registry` a directory of the sources of everything that the workspace depends on.
fn copy_dependencies(workspace: &Workspace, registry: &Path) -> Result<()> {
    let mut vendor = cargo(workspace)?;
    vendor.args(["vendor", "--quiet", "--locked", "--versioned-dirs"]);
    run_quietly(vendor.arg(registry))
}

/// Unpacks a package's file into `registry`, with its digest: lock files of other packages are held to it.
fn add(file: &Path, registry: &Path) -> Result<()> {
    let opened = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    let unpacked = Archive::new(GzDecoder::new(opened)).unpack(registry);
    unpacked.with_context(|| format!("cannot unpack {}", file.display()))?;
    let name = file.file_stem().context("a package's file has a name")?;
    let checksum = registry.join(name).join(".cargo-checksum.json");
    let contents = serde_json::json!({ "files": {}, "package": sha256(file)? });
    fs::write(&checksum, contents.to_string()).with_context(|| format!("cannot write {}", checksum.display()))
}

/// Installs the program as its users do, with nothing of this user's and from `registry` alone, and asks its version.
fn install(room: &Path, registry: &Path) -> Result<()> {
    let (package, program) = INSTALLED;
    let mut cargo = Command::new("cargo");
    // Beside the workspace's directory, whose configuration and lock file would count below it.
    cargo.current_dir(std::env::temp_dir()).args(["install", "--locked", "--offline", package, "--config"]);
    cargo.args(["source.crates-io.replace-with='packaged'", "--config"]);
    cargo.arg(format!("source.packaged.directory='{}'", registry.display()));
    cargo.env("CARGO_HOME", room.join("home")).env("CARGO_TARGET_DIR", room.join("target"));
    run(cargo.arg("--root").arg(room.join("installed")))?;
    let version = output_of(Command::new(room.join("installed/bin").join(program)).arg("--version"))?;
    ensure!(version.contains(env!("CARGO_PKG_VERSION")), "the program that was installed says: {version}");
    println!("{version}");
    Ok(())
}
