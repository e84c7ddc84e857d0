//! `cargo xtask capi`: the C library, installed below a prefix for pkg-config and CMake.

mod template;

use crate::cargo::cargo_once;
use crate::files::{self, copy};
use crate::process::run;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use template::Facts;

/// What cargo calls the static library.
const STATIC: &str = "libbufwasm_c.a";

#[derive(Args)]
pub(crate) struct Installation {
    /// The directory to install below: include, lib, lib/pkgconfig and lib/cmake.
    #[arg(long, value_name = "DIR")]
    prefix: PathBuf,
    /// The profile to build it in.
    #[arg(long, default_value = "release")]
    profile: String,
}

/// Builds both libraries, and installs them with the header and what finds them.
pub(crate) fn install(workspace: &Workspace, installation: &Installation) -> Result<()> {
    let Installation { prefix, profile } = installation;
    let shared = Shared::of_this_system()?;
    let capi = workspace.root().join("capi");
    let facts = Facts::of(&capi, &shared)?;
    let built = build(workspace, profile, &shared.linker_argument(&facts.soname))?;
    let lib = prefix.join("lib");
    copy(&capi.join("include/bufwasm.h"), &prefix.join("include/bufwasm.h"))?;
    copy(&built.join(STATIC), &lib.join(STATIC))?;
    strip(&lib.join(STATIC), &["--strip-debug"])?;
    // A program that runs has the old file open: it is replaced, not written over.
    let versioned = lib.join(&facts.soname);
    remove(&versioned)?;
    copy(&built.join(shared.name), &versioned)?;
    strip(&versioned, &["--strip-unneeded"])?;
    link(&facts.soname, &lib.join(shared.name))?;
    for (template, place) in template::FILES {
        let filled = facts.fill(&capi.join("package").join(template))?;
        let file = lib.join(place);
        file.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&file, filled).with_context(|| format!("cannot write {}", file.display()))?;
    }
    for library in [lib.join(STATIC), versioned] {
        println!("{} ({} bytes)", library.display(), fs::metadata(&library)?.len());
    }
    println!("installed; pkg-config finds it with PKG_CONFIG_PATH={}", lib.join("pkgconfig").display());
    Ok(())
}

/// How a system calls shared libraries, and tells the linker what programs are to call one.
struct Shared {
    /// What cargo calls the library.
    name: &'static str,
    /// The linker's option for the name that programs look for.
    option: &'static str,
}

impl Shared {
    fn of_this_system() -> Result<Self> {
        match std::env::consts::OS {
            "linux" => Ok(Self { name: "libbufwasm_c.so", option: "-soname," }),
            "macos" => Ok(Self { name: "libbufwasm_c.dylib", option: "-install_name,@rpath/" }),
            other => bail!("the C library is installed on Linux and macOS, not on {other}: copy what cargo builds"),
        }
    }

    /// The name that programs look for: it changes when the ABI does.
    fn soname(&self, abi: &str) -> String {
        match self.name.strip_suffix(".dylib") {
            Some(stem) => format!("{stem}.{abi}.dylib"),
            None => format!("{}.{abi}", self.name),
        }
    }

    fn linker_argument(&self, soname: &str) -> String {
        format!("link-arg=-Wl,{}{soname}", self.option)
    }
}

/// Builds the libraries, and says in which directory they are.
fn build(workspace: &Workspace, profile: &str, linker_argument: &str) -> Result<PathBuf> {
    let mut cargo = cargo_once(workspace)?;
    cargo.args(["rustc", "--package", "bufwasm-capi", "--lib", "--profile", profile]);
    run(cargo.args(["--crate-type", "staticlib,cdylib", "--", "-C", linker_argument]))?;
    Ok(workspace.built().join(if profile == "dev" { "debug" } else { profile }))
}

/// Takes away what only a debugger reads, most of which is the standard library's.
fn strip(library: &Path, options: &[&str]) -> Result<()> {
    let options = if cfg!(target_os = "macos") { &["-S"] } else { options };
    run(Command::new("strip").args(options).arg(library))
}

/// Makes the link `path` to `name`, a file beside it.
fn link(name: &str, path: &Path) -> Result<()> {
    remove(path)?;
    files::link(name.as_ref(), path)
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot replace {}", path.display()))
        }
        _ => Ok(()),
    }
}
