//! gRPC's plugins as programs of this machine, built from the sources that the guests are built from: what those must write.

use super::cache::Cache;
use super::packages::{self, Packages};
use super::recipe::{COMPILER, GRPC_FOLDER, INCLUDES, MODULES, SOURCE_LIST, SOURCES};
use crate::process::{output_of, run_quietly};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

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
    let build = Build { packages, objects: scratch.join("native-objects"), cache: scratch.join("zig") };
    let library = library_files(&build.packages.sources)?;
    let mains = grpc_plugins().map(|(_, main)| main.to_owned());
    build.compile_all(&library.iter().cloned().chain(mains).collect::<Vec<_>>())?;
    let archive = build.archive(&library)?;
    for (name, main) in grpc_plugins() {
        let mut zig = build.zig("c++");
        run_quietly(zig.args(FLAGS).arg(build.object(main)).arg(&archive).arg("-o").arg(built.join(name)))?;
    }
    Ok(built)
}

/// Files are compiled one by one: zig compiles all of them anew for each program that it is given them for.
struct Build {
    packages: Packages,
    objects: PathBuf,
    /// zig's own, for its C++ library.
    cache: PathBuf,
}

impl Build {
    /// Compiles what is not compiled yet, by as many compilers as there are cores.
    fn compile_all(&self, files: &[String]) -> Result<()> {
        let jobs = std::thread::available_parallelism().map_or(1, NonZero::get);
        println!("compiling {} files, {jobs} at once", files.len());
        let left = Mutex::new(files.iter());
        let next = || left.lock().expect("nobody panics with it").next();
        std::thread::scope(|scope| {
            let work = || std::iter::from_fn(next).try_for_each(|file| self.compile(file));
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })
    }

    fn compile(&self, file: &str) -> Result<()> {
        let object = self.object(file);
        if object.exists() {
            return Ok(());
        }
        let directory = object.parent().context("an object is in a directory")?;
        fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
        // Half an object would be taken for one.
        let partial = object.with_extension("part");
        let mut zig = self.zig(if file.ends_with(".c") { "cc" } else { "c++" });
        zig.args(FLAGS).args(INCLUDES.map(|directory| format!("-I{directory}")));
        run_quietly(zig.args(["-c", file, "-o"]).arg(&partial))?;
        fs::rename(&partial, &object).with_context(|| format!("cannot create {}", object.display()))
    }

    /// A library of the `files`.
    fn archive(&self, files: &[String]) -> Result<PathBuf> {
        let library = self.objects.join("lib.a");
        let _ = fs::remove_file(&library); // it may not be there, and would be added to
        run_quietly(self.zig("ar").arg("rcs").arg(&library).args(files.iter().map(|file| self.object(file))))?;
        Ok(library)
    }

    fn zig(&self, command: &str) -> Command {
        let mut zig = Command::new(&self.packages.zig);
        zig.current_dir(&self.packages.sources).arg(command);
        zig.envs(["ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"].map(|name| (name, &self.cache)));
        zig
    }

    fn object(&self, file: &str) -> PathBuf {
        self.objects.join(format!("{file}.o"))
    }
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
