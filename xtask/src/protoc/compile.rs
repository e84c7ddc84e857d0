//! The modules: which files they are made of, and how those are compiled and linked.

use super::objects::{Flags, Objects};
use super::packages::Packages;
use super::recipe::{C, COMPILE, CPP, LINK, MODULES, REPLACED, SHIMS, SPECIAL, TARGET, UPB_FILES};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Builds all modules, by `jobs` compilers at once, and gives their directory.
pub(super) fn modules(packages: &Packages, scratch: &Path, jobs: usize) -> Result<PathBuf> {
    let objects = Objects::new(packages, scratch, Flags { compile: flags, link: [&TARGET[..], &LINK].concat() });
    for (name, text) in SHIMS {
        write_below(&objects.sources().join("shim"), name, text)?;
    }
    let mut files = objects.listed()?;
    files.remove(REPLACED);
    files.extend(UPB_FILES.map(str::to_owned));
    files.extend(SHIMS.iter().filter(|(name, _)| !name.ends_with(".h")).map(|(name, _)| format!("shim/{name}")));
    let library = objects.compile(files, jobs)?;
    println!("linking {} modules", MODULES.len());
    let modules = scratch.join("modules");
    fs::create_dir_all(&modules).with_context(|| format!("cannot create {}", modules.display()))?;
    for (name, main) in MODULES {
        objects.link(main, &library, &modules.join(name).with_extension("wasm"))?;
    }
    Ok(modules)
}

/// What `file` is compiled with.
fn flags(file: &str) -> Vec<&'static str> {
    let language: &[&str] = if file.ends_with(".c") { &C } else { &CPP };
    let special = SPECIAL.iter().filter(|(part, _)| file.contains(part)).flat_map(|(_, flags)| *flags);
    [language, &TARGET, &COMPILE].into_iter().flatten().chain(special).copied().collect()
}

fn write_below(directory: &Path, name: &str, text: &str) -> Result<()> {
    let path = directory.join(name);
    let parent = path.parent().context("a file is in a directory")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}
