//! `cargo xtask protoc`: protoc, its own generators and gRPC's plugins, as WebAssembly.
//!
//! Sources and compiler are two packages of PyPI, pinned; the few files of this project's own that take the place of
//! what WASI lacks are in `xtask/protoc`, each with its reason. What is built stays outside the checkout, under a
//! digest of all that it is made from, so that another checkout does not build again.

mod cache;
mod compile;
mod native;
mod objects;
mod oracle;
mod packages;
mod recipe;

pub(crate) use native::grpc_plugins;

use crate::cargo;
use crate::files;
use crate::process::run;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use cache::Cache;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Where tests and `bufwasm` built with `embed-protoc` look: a link to what is built.
const LINK: &str = "protoc";

/// Builds what is not built yet, by `jobs` compilers at once, and links to it from `target/protoc`. Beside it comes the
/// native protoc that tests compare it with.
pub(crate) fn build(workspace: &Workspace, jobs: Option<NonZero<usize>>) -> Result<PathBuf> {
    let cache = Cache::open(&recipe::digest())?;
    let finished = cache.finished();
    if finished.is_dir() {
        println!("protoc is built: {}", finished.display());
    } else {
        let start = Instant::now();
        let _lock = cache.lock()?;
        // Whoever held the lock has built it.
        if !finished.is_dir() {
            build_into(workspace, &cache, jobs.map_or_else(cores, NonZero::get))?;
            println!("built {} in {:.0} s", finished.display(), start.elapsed().as_secs_f64());
        }
    }
    link(&workspace.target().join(LINK), &finished)?;
    oracle::install(workspace)?;
    Ok(finished)
}

/// Builds gRPC's plugins for this machine, unless they are built, and gives their directory.
pub(crate) fn build_native() -> Result<PathBuf> {
    native::build(cores())
}

/// The directory with what is built, if it is.
pub(crate) fn built() -> Result<Option<PathBuf>> {
    Ok(Some(Cache::open(&recipe::digest())?.finished()).filter(|finished| finished.is_dir()))
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn build_into(workspace: &Workspace, cache: &Cache, jobs: usize) -> Result<()> {
    let packages = packages::fetch(&cache.scratch())?;
    let modules = compile::modules(&packages, &cache.scratch(), jobs)?;
    carry_include(workspace, &packages.include(), &modules.join("protoc.wasm"))?;
    cache.finish(&modules)
}

/// Embeds protoc's own .proto files in `protoc`, so that it is complete in itself.
fn carry_include(workspace: &Workspace, include: &Path, protoc: &Path) -> Result<()> {
    let mut pack = Command::new(cargo::program(workspace, "bufwasm")?);
    pack.args(["pack", "--replace", "--dir"]).arg(format!("{}={}", recipe::INCLUDE_DIRECTORY, include.display()));
    run(pack.arg(protoc).arg("--output").arg(protoc))
}

/// Makes `link` lead to `target`, whatever it led to before.
fn link(link: &Path, target: &Path) -> Result<()> {
    if fs::read_link(link).is_ok_and(|old| old == target) {
        return Ok(());
    }
    let directory = link.parent().context("the link is in a directory")?;
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let _ = fs::remove_file(link); // it may not be there
    files::link(target, link)
}
