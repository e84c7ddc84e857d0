//! Object files of the sources, and what is linked from them. All paths are relative to the sources, so that nothing of
//! this machine gets into what is built.

use super::packages::Packages;
use super::recipe::{GRPC_FOLDER, INCLUDES, MODULES, SOURCE_LIST};
use crate::process::{output_of, run_quietly};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// How a program is built: what its sources are compiled with, and what it is linked with.
pub(super) struct Flags {
    /// For a file of the sources, by its path.
    pub(super) compile: fn(&str) -> Vec<&'static str>,
    pub(super) link: Vec<&'static str>,
}

/// Files are compiled one by one: zig compiles all of them anew for each program that it is given them for.
pub(super) struct Objects<'a> {
    packages: &'a Packages,
    flags: Flags,
    /// Holds the objects, by the paths of their sources.
    directory: PathBuf,
    /// zig's own, for its C and C++ libraries.
    cache: PathBuf,
}

impl<'a> Objects<'a> {
    /// Keeps what it compiles in `scratch`, where an interrupted build has left what it had.
    pub(super) fn new(packages: &'a Packages, scratch: &Path, flags: Flags) -> Self {
        Self { packages, flags, directory: scratch.join("objects"), cache: scratch.join("zig") }
    }

    /// The directory of the sources.
    pub(super) fn sources(&self) -> &Path {
        &self.packages.sources
    }

    /// Every file of the package's own list, and of gRPC's plugins.
    pub(super) fn listed(&self) -> Result<BTreeSet<String>> {
        let print = format!("exec(open('{SOURCE_LIST}').read()); print('\\n'.join(CC_FILES))");
        let listed = output_of(Command::new("python3").current_dir(self.sources()).args(["-c", &print]))?;
        let mut files: BTreeSet<_> = listed.lines().map(str::to_owned).collect();
        let folder = self.sources().join(GRPC_FOLDER);
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            files.extend(name.ends_with(".cc").then(|| format!("{GRPC_FOLDER}/{name}")));
        }
        Ok(files)
    }

    /// Compiles what is not compiled yet, by `jobs` compilers at once, the longest first: they would keep one compiler
    /// busy at the end. Gives a library of all `files` without a `main`.
    pub(super) fn compile(&self, files: BTreeSet<String>, jobs: usize) -> Result<PathBuf> {
        println!("compiling {} files, {jobs} at once", files.len());
        let mut queue: Vec<_> = files.iter().collect();
        queue.sort_by_key(|file| fs::metadata(self.sources().join(file)).map_or(0, |file| file.len()));
        let left = Mutex::new(queue);
        let next = || left.lock().expect("nobody panics with it").pop();
        std::thread::scope(|scope| {
            let work = || std::iter::from_fn(next).try_for_each(|file| self.compile_one(file));
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })?;
        self.archive(files.iter().filter(|file| !MODULES.iter().any(|(_, main)| main == file)))
    }

    fn compile_one(&self, file: &str) -> Result<()> {
        let object = self.object(file);
        if object.exists() {
            return Ok(());
        }
        let directory = object.parent().context("an object is in a directory")?;
        fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
        // Half an object would be taken for one.
        let partial = object.with_extension("part");
        let mut zig = self.zig(if file.ends_with(".c") { "cc" } else { "c++" });
        zig.args((self.flags.compile)(file)).args(INCLUDES.map(|directory| format!("-I{directory}")));
        run_quietly(zig.args(["-c", file, "-o"]).arg(&partial))?;
        fs::rename(&partial, &object).with_context(|| format!("cannot create {}", object.display()))
    }

    fn archive<'f>(&self, files: impl Iterator<Item = &'f String>) -> Result<PathBuf> {
        let library = self.directory.join("lib.a");
        let _ = fs::remove_file(&library); // it may not be there, and would be added to
        run_quietly(self.zig("ar").arg("rcsD").arg(&library).args(files.map(|file| self.object(file))))?;
        Ok(library)
    }

    /// Links the file with the `main` and the `library` to `program`.
    pub(super) fn link(&self, main: &str, library: &Path, program: &Path) -> Result<()> {
        let mut zig = self.zig("c++");
        run_quietly(zig.args(&self.flags.link).arg(self.object(main)).arg(library).arg("-o").arg(program))
    }

    fn zig(&self, command: &str) -> Command {
        let mut zig = Command::new(&self.packages.zig);
        zig.current_dir(self.sources()).arg(command);
        zig.envs(["ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"].map(|name| (name, &self.cache)));
        zig
    }

    fn object(&self, file: &str) -> PathBuf {
        self.directory.join(format!("{file}.o"))
    }
}
