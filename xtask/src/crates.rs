//! `cargo xtask crates`: the packages of Rust's registry, built from what would be published, and installed from.

use crate::cargo::cargo;
use crate::dist::sums::sha256;
use crate::process::{output_of, run, run_quietly};
use crate::supply::{Package, packages};
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use tar::Archive;

/// The package that users install, and its program.
const INSTALLED: (&str, &str) = ("bufwasm-cli", "bufwasm");

/// Directories of packages that nobody needs who depends on them.
const FOR_THIS_PROJECT: [&str; 5] = ["benches", "docs", "examples", "tests", "web"];

/// Packages what would be published, builds each package from that alone, and installs the program from it.
pub(crate) fn try_all(workspace: &Workspace) -> Result<()> {
    let published = published(workspace)?;
    // What cargo prints stays in view: it says which files of which package it takes, and what it builds.
    run(&mut package(workspace, &published)?)?;
    let room = workspace.target().join("crates");
    if room.exists() {
        fs::remove_dir_all(&room).with_context(|| format!("cannot empty {}", room.display()))?;
    }
    let registry = room.join("registry");
    copy_dependencies(workspace, &registry)?;
    for package in &published {
        add(&package.file(workspace), &registry)?;
    }
    install(&room, &registry)
}

/// Only packs what would be published, whether it is committed or not, and prints how large each package is.
pub(crate) fn pack(workspace: &Workspace) -> Result<()> {
    let published = published(workspace)?;
    run(package(workspace, &published)?.args(["--quiet", "--no-verify", "--allow-dirty"]))?;
    for package in &published {
        let file = package.file(workspace);
        let fixtures =
            files_in(&file)?.into_iter().filter(|path| FOR_THIS_PROJECT.iter().any(|it| path.starts_with(it)));
        let fixtures: Vec<_> = fixtures.map(|path| path.display().to_string()).collect();
        ensure!(fixtures.is_empty(), "{} would be published with {}", package.name, fixtures.join(", "));
        println!("{} ({} bytes)", file.display(), fs::metadata(&file)?.len());
    }
    Ok(())
}

/// The paths of what is packed in `file`, without the directory that all of it lies in.
fn files_in(file: &Path) -> Result<Vec<PathBuf>> {
    let mut archive = open(file)?;
    let paths = archive.entries().and_then(|entries| entries.map(|entry| Ok(entry?.path()?.into_owned())).collect());
    let paths: Vec<PathBuf> = paths.with_context(|| format!("cannot read {}", file.display()))?;
    Ok(paths.iter().map(|path| path.iter().skip(1).collect()).collect())
}

/// A package's file.
fn open(file: &Path) -> Result<Archive<GzDecoder<File>>> {
    let opened = File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Archive::new(GzDecoder::new(opened)))
}

/// The packages that Rust's registry gets.
fn published(workspace: &Workspace) -> Result<Vec<Package>> {
    Ok(packages(workspace)?.into_iter().filter(Package::is_published).collect())
}

/// The command that packs them.
fn package(workspace: &Workspace, published: &[Package]) -> Result<Command> {
    let mut cargo = cargo(workspace)?;
    cargo.args(["package", "--locked"]);
    cargo.args(published.iter().flat_map(|package| ["--package", &package.name]));
    Ok(cargo)
}

impl Package {
    /// Where cargo puts it.
    fn file(&self, workspace: &Workspace) -> PathBuf {
        workspace.built().join("package").join(format!("{}-{}.crate", self.name, self.version))
    }
}

/// Makes `registry` a directory of the sources of everything that the workspace depends on.
fn copy_dependencies(workspace: &Workspace, registry: &Path) -> Result<()> {
    let mut vendor = cargo(workspace)?;
    vendor.args(["vendor", "--quiet", "--locked", "--versioned-dirs"]);
    run_quietly(vendor.arg(registry))
}

/// Unpacks a package's file into `registry`, with its digest: lock files of other packages are held to it.
fn add(file: &Path, registry: &Path) -> Result<()> {
    open(file)?.unpack(registry).with_context(|| format!("cannot unpack {}", file.display()))?;
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
