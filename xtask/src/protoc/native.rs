//! gRPC's plugins as programs of this machine, built from the sources that the guests are built from: what those must write.

use super::cache::Cache;
use super::packages;
use super::recipe::{COMPILER, GRPC_FOLDER, INCLUDES, MODULES, SOURCE_LIST, SOURCES};
use crate::process::{output_of, run_quietly};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Quick to compile. What zig adds to look for undefined behaviour would end programs that others let run.
const FLAGS: [&str; 6] = ["-O1", "-g0", "-s", "-DNDEBUG", "-Wno-everything", "-fno-sanitize=undefined"];

/// The plugins, by the names of [`MODULES`].
pub(crate) fn grpc_plugins() -> impl Iterator<Item = (&'static str, &'static str)> {
    MODULES.into_iter().filter(|(_, main)| main.starts_with(GRPC_FOLDER))
}

/// Builds what is not built yet, and gives the directory.
pub(crate) fn build() -> Result<PathBuf> {
    let cache = Cache::open(&digest())?;
    let finished = cache.finished();
    if finished.is_dir() {
        return Ok(finished);
    }
    let _lock = cache.lock()?;
    if !finished.is_dir() {
        println!("building gRPC's plugins for this machine, once on it: some 10 minutes of processor time");
        cache.finish(&build_in(&cache.scratch())?)?;
    }
    Ok(finished)
}

fn build_in(scratch: &Path) -> Result<PathBuf> {
    let packages = packages::fetch(scratch)?;
    let built = scratch.join("native");
    fs::create_dir_all(&built).with_context(|| format!("cannot create {}", built.display()))?;
    let library = library_files(&packages.sources)?;
    for (name, main) in grpc_plugins() {
        println!("building {name}");
        // zig compiles several files at once, and remembers what it has compiled.
        let mut zig = Command::new(&packages.zig);
        zig.current_dir(&packages.sources)
            .arg("c++")
            .args(FLAGS)
            .args(INCLUDES.map(|directory| format!("-I{directory}")));
        zig.envs(["ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"].map(|name| (name, scratch.join("zig"))));
        run_quietly(zig.arg(main).args(&library).arg("-o").arg(built.join(name)))?;
    }
    Ok(built)
}

/// All files that the plugins share.
fn library_files(sources: &Path) -> Result<Vec<String>> {
    let print = format!("exec(open('{SOURCE_LIST}').read()); print('\\n'.join(CC_FILES))");
    let listed = output_of(Command::new("python3").current_dir(sources).args(["-c", &print]))?;
    let mut files: Vec<_> = listed.lines().map(str::to_owned).collect();
    let folder = sources.join(GRPC_FOLDER);
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        files.extend(name.ends_with(".cc").then(|| format!("{GRPC_FOLDER}/{name}")));
    }
    files.retain(|file| !MODULES.iter().any(|(_, main)| main == file));
    files.sort();
    files.dedup();
    Ok(files)
}

/// A name for what is built here: it changes when any input does.
fn digest() -> String {
    let data = (SOURCES, COMPILER, FLAGS, INCLUDES, MODULES, std::env::consts::ARCH, std::env::consts::OS);
    let digest = Sha256::digest(format!("{data:?}{}", include_str!("native.rs")));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
