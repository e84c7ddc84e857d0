//! `cargo xtask dist`: what a release holds, in `target/dist`.

mod archive;
mod debian;
mod formula;
mod programs;
pub(crate) mod sums;
#[cfg(test)]
mod tests;

use crate::process::{host, output_of};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use clap::Args;
use programs::Target;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Args)]
pub(crate) struct Distribution {
    /// Targets to build for; without it, static programs for Linux on x86-64 and aarch64, on other systems the system's
    /// own.
    #[arg(long = "target", value_name = "TRIPLE")]
    targets: Vec<String>,
    /// Build nothing: write the checksums and the Homebrew formula of the archives that lie in target/dist.
    #[arg(long, conflicts_with = "targets")]
    index: bool,
}

/// Where it all is, and what it is called.
struct Release {
    directory: PathBuf,
    version: &'static str,
    /// The time that files in archives have, in seconds since 1970: the same archives come of the same commit.
    date: u64,
}

/// Builds the archives of a release, Debian's packages, checksums and the formula.
pub(crate) fn make(workspace: &Workspace, distribution: &Distribution) -> Result<()> {
    let release = Release {
        directory: workspace.target().join("dist"),
        version: env!("CARGO_PKG_VERSION"),
        date: date_of(workspace),
    };
    if distribution.index {
        return release.index();
    }
    empty(&release.directory)?;
    let targets = match distribution.targets.is_empty() {
        true => default_targets()?,
        false => distribution.targets.clone(),
    };
    let targets = targets.iter().map(|triple| Target::parse(triple)).collect::<Result<Vec<_>>>()?;
    // Completions and manual pages are the same for every system: this one's program writes them.
    let documents = programs::documents(workspace, &release.directory.join("documents"))?;
    for target in &targets {
        println!("building for {}", target.triple);
        let program = programs::build(workspace, target)?;
        archive::pack(&release, target, &program, &documents)?;
        if let Some(architecture) = target.debian {
            debian::pack(&release, architecture, &program, &documents)?;
        }
    }
    fs::remove_dir_all(&documents).context("cannot remove the documents that are packed")?;
    release.index()
}

impl Release {
    /// The checksums and the formula, of what lies in the directory.
    fn index(&self) -> Result<()> {
        let is_archive = |name: &str| name.ends_with(".tar.gz") || name.ends_with(".zip");
        let archives = if self.directory.exists() { self.files(is_archive)? } else { Vec::new() };
        if archives.is_empty() {
            bail!("{} holds no archive: build some with `cargo xtask dist`", self.directory.display());
        }
        formula::write(self, &archives)?;
        sums::write(self)?;
        for file in self.files(|_| true)? {
            println!("{} ({} bytes)", file.display(), fs::metadata(&file)?.len());
        }
        Ok(())
    }

    /// Files of the release that are `wanted`, sorted.
    fn files(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>> {
        let listed = fs::read_dir(&self.directory).with_context(|| format!("cannot list {}", self.directory.display()));
        let mut files = listed?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        files.retain(|file| file.is_file() && file.file_name().is_some_and(|name| wanted(&name.to_string_lossy())));
        files.sort();
        Ok(files)
    }
}

/// What is built without being told: here, what this system can build.
fn default_targets() -> Result<Vec<String>> {
    Ok(match std::env::consts::OS {
        "linux" => ["x86_64", "aarch64"].map(|processor| format!("{processor}-unknown-linux-musl")).to_vec(),
        _ => vec![host()?],
    })
}

/// The time of the commit, or what `SOURCE_DATE_EPOCH` says instead; of sources without either, 1970 began.
pub(crate) fn date_of(workspace: &Workspace) -> u64 {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok();
    let mut git = Command::new("git");
    git.current_dir(workspace.root()).args(["log", "-1", "--format=%ct"]);
    told.or_else(|| output_of(&mut git).ok()).and_then(|date| date.parse().ok()).unwrap_or(0)
}

/// Makes `directory` an empty one.
fn empty(directory: &Path) -> Result<()> {
    if directory.exists() {
        fs::remove_dir_all(directory).with_context(|| format!("cannot empty {}", directory.display()))?;
    }
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))
}
