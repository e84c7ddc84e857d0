//! The two packages that all is built from, fetched and unpacked.

use super::recipe::{COMPILER, SOURCES, SOURCES_VERSION};
use crate::process::{output_of, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Unpacked packages.
pub(super) struct Packages {
    /// The sources of protoc and gRPC.
    pub(super) sources: PathBuf,
    /// zig, whose C++ compiler and libraries build for WASI.
    pub(super) zig: PathBuf,
}

impl Packages {
    /// protoc's own .proto files.
    pub(super) fn include(&self) -> PathBuf {
        self.sources.join("grpc_tools/_proto")
    }
}

/// Fetches what is not in `scratch` yet. pip compares the packages with their digests.
pub(super) fn fetch(scratch: &Path) -> Result<Packages> {
    fs::create_dir_all(scratch).with_context(|| format!("cannot create {}", scratch.display()))?;
    let venv = scratch.join("python");
    if !venv.join("bin/pip").exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))
            .context("python3 with its module venv is needed")?;
    }
    let zig = install_compiler(scratch, &venv)?;
    let sources = unpack_sources(scratch, &venv)?;
    Ok(Packages { sources, zig })
}

fn install_compiler(scratch: &Path, venv: &Path) -> Result<PathBuf> {
    println!("installing {}", first_word(COMPILER));
    run(pip(venv, "install").arg("-r").arg(requirements(scratch, "compiler", COMPILER)?))?;
    let find = "import ziglang, os; print(os.path.join(os.path.dirname(ziglang.__file__), 'zig'))";
    Ok(output_of(Command::new(venv.join("bin/python")).args(["-c", find]))?.into())
}

fn unpack_sources(scratch: &Path, venv: &Path) -> Result<PathBuf> {
    let sources = scratch.join(format!("grpcio_tools-{SOURCES_VERSION}"));
    if sources.exists() {
        return Ok(sources);
    }
    println!("fetching {}", first_word(SOURCES));
    let mut download = pip(venv, "download");
    download.args(["--no-deps", "--no-binary", "grpcio-tools", "-d"]).arg(scratch);
    run(download.arg("-r").arg(requirements(scratch, "sources", SOURCES)?))?;
    // Unpacked beside its place first: half of it is not there.
    let partial = scratch.join("unpacking");
    let _ = fs::remove_dir_all(&partial); // it may not be there
    fs::create_dir_all(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
    run(Command::new("tar").arg("-xzf").arg(sources.with_added_extension("tar.gz")).arg("-C").arg(&partial))?;
    let unpacked = partial.join(format!("grpcio_tools-{SOURCES_VERSION}"));
    fs::rename(&unpacked, &sources).with_context(|| format!("{} is not in its package", unpacked.display()))?;
    Ok(sources)
}

fn pip(venv: &Path, command: &str) -> Command {
    let mut pip = Command::new(venv.join("bin/pip"));
    pip.args([command, "--quiet", "--disable-pip-version-check", "--require-hashes"]);
    pip
}

/// A file of pip's with these requirements.
fn requirements(scratch: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let file = scratch.join(name).with_extension("txt");
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

fn first_word(requirement: &str) -> &str {
    requirement.split_whitespace().next().unwrap_or(requirement)
}
