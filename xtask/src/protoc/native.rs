//! gRPC's plugins as programs of this machine, built from the sources that the guests are built from: what those must
//! write.

use super::cache::Cache;
use super::objects::{Flags, Objects};
use super::packages;
use super::recipe::{self, COMPILER, GRPC_FOLDER, INCLUDES, MODULES, SOURCES};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Quick to compile. What zig adds to look for undefined behaviour would end programs that others let run.
const FLAGS: [&str; 6] = ["-O1", "-g0", "-s", "-DNDEBUG", "-Wno-everything", "-fno-sanitize=undefined"];

/// The plugins, by the names of [`MODULES`].
pub(crate) fn grpc_plugins() -> impl Iterator<Item = (&'static str, &'static str)> {
    MODULES.into_iter().filter(|(_, main)| main.starts_with(GRPC_FOLDER))
}

/// Builds what is not built yet, by `jobs` compilers at once, and gives the directory.
pub(crate) fn build(jobs: usize) -> Result<PathBuf> {
    let inputs =
        format!("{:?}", (SOURCES, COMPILER, FLAGS, INCLUDES, MODULES, std::env::consts::ARCH, std::env::consts::OS));
    let cache = Cache::open(&recipe::digest_of(&[&inputs, recipe::STEPS, include_str!("native.rs")]))?;
    let finished = cache.finished();
    if finished.is_dir() {
        return Ok(finished);
    }
    let _lock = cache.lock()?;
    if !finished.is_dir() {
        println!("building gRPC's plugins for this machine, once on it: some 10 minutes of processor time");
        cache.finish(&build_in(&cache.scratch(), jobs)?)?;
    }
    Ok(finished)
}

fn build_in(scratch: &Path, jobs: usize) -> Result<PathBuf> {
    let packages = packages::fetch(scratch)?;
    let built = scratch.join("native");
    fs::create_dir_all(&built).with_context(|| format!("cannot create {}", built.display()))?;
    let objects = Objects::new(&packages, scratch, Flags { compile: |_| FLAGS.to_vec(), link: FLAGS.to_vec() });
    let library = objects.compile(objects.listed()?, jobs)?;
    for (name, main) in grpc_plugins() {
        objects.link(main, &library, &built.join(name))?;
    }
    Ok(built)
}
