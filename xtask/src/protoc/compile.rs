//! Compiles and links. All paths are relative to the sources, so that nothing of this machine gets into the modules.

use super::packages::Packages;
use super::recipe::{
    C, COMPILE, CPP, GRPC_FOLDER, INCLUDES, LINK, MODULES, REPLACED, SHIMS, SOURCE_LIST, SPECIAL, TARGET, UPB_FILES,
};
use crate::process::{output_of, run_quietly};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// Builds all modules, by `jobs` compilers at once, and gives their directory.
pub(super) fn modules(packages: &Packages, scratch: &Path, jobs: usize) -> Result<PathBuf> {
    let build = Build { packages, objects: scratch.join("objects"), cache: scratch.join("zig") };
    build.write_shims()?;
    let files = build.files()?;
    build.compile_all(&files, jobs)?;
    println!("linking {} modules", MODULES.len());
    let library = build.archive(&files)?;
    let modules = scratch.join("modules");
    fs::create_dir_all(&modules).with_context(|| format!("cannot create {}", modules.display()))?;
    for (name, main) in MODULES {
        build.link(main, &library, &modules.join(name).with_extension("wasm"))?;
    }
    Ok(modules)
}

struct Build<'a> {
    packages: &'a Packages,
    objects: PathBuf,
    /// zig's own, for its C and C++ libraries.
    cache: PathBuf,
}

impl Build<'_> {
    fn sources(&self) -> &Path {
        &self.packages.sources
    }

    fn write_shims(&self) -> Result<()> {
        for (name, text) in SHIMS {
            write_below(&self.sources().join("shim"), name, text)?;
        }
        Ok(())
    }

    /// Every file to compile, the longest first: they would keep one compiler busy at the end.
    fn files(&self) -> Result<Vec<String>> {
        let print = format!("exec(open('{SOURCE_LIST}').read()); print('\\n'.join(CC_FILES))");
        let listed = output_of(Command::new("python3").current_dir(self.sources()).args(["-c", &print]))?;
        let mut files: BTreeSet<_> = listed.lines().filter(|file| *file != REPLACED).map(str::to_owned).collect();
        let folder = self.sources().join(GRPC_FOLDER);
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            files.extend(name.ends_with(".cc").then(|| format!("{GRPC_FOLDER}/{name}")));
        }
        files.extend(UPB_FILES.map(str::to_owned));
        files.extend(SHIMS.iter().filter(|(name, _)| !name.ends_with(".h")).map(|(name, _)| format!("shim/{name}")));
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_by_key(|file| {
            std::cmp::Reverse(fs::metadata(self.sources().join(file)).map_or(0, |file| file.len()))
        });
        Ok(files)
    }

    fn compile_all(&self, files: &[String], jobs: usize) -> Result<()> {
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
        let mut zig = if file.ends_with(".c") { self.zig("cc", &C) } else { self.zig("c++", &CPP) };
        zig.args(TARGET).args(COMPILE).args(INCLUDES.map(|directory| format!("-I{directory}")));
        zig.args(SPECIAL.iter().filter(|(part, _)| file.contains(part)).flat_map(|(_, flags)| *flags));
        // Half an object would be taken for one.
        let partial = object.with_extension("part");
        run_quietly(zig.args(["-c", file, "-o"]).arg(&partial))?;
        fs::rename(&partial, &object).with_context(|| format!("cannot create {}", object.display()))
    }

    /// A library of all files without a `main`, in the order of their names.
    fn archive(&self, files: &[String]) -> Result<PathBuf> {
        let library = self.objects.join("lib.a");
        let _ = fs::remove_file(&library); // it may not be there, and would be added to
        let mut parts: Vec<_> = files.iter().filter(|file| !MODULES.iter().any(|(_, main)| main == file)).collect();
        parts.sort();
        let mut zig = self.zig("ar", &["rcsD"]);
        run_quietly(zig.arg(&library).args(parts.into_iter().map(|file| self.object(file))))?;
        Ok(library)
    }

    fn link(&self, main: &str, library: &Path, module: &Path) -> Result<()> {
        let mut zig = self.zig("c++", &TARGET);
        run_quietly(zig.args(LINK).arg(self.object(main)).arg(library).arg("-o").arg(module))
    }

    fn zig(&self, command: &str, flags: &[&str]) -> Command {
        let mut zig = Command::new(&self.packages.zig);
        zig.current_dir(self.sources()).arg(command).args(flags);
        zig.envs(["ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"].map(|name| (name, &self.cache)));
        zig
    }

    fn object(&self, file: &str) -> PathBuf {
        self.objects.join(format!("{file}.o"))
    }
}

fn write_below(directory: &Path, name: &str, text: &str) -> Result<()> {
    let path = directory.join(name);
    let parent = path.parent().context("a file is in a directory")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}
