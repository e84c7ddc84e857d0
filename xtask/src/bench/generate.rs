//! `generate` on many files: on one core and on all, again, and with one file changed.

use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use super::measure::{Round, measure_one};
use super::peers::{Peer, Peers};
use super::report::show;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// So many files of Google's, or a few more, from directories of at most [`LARGEST`].
const FILES: usize = 150;
const LARGEST: usize = 12;
/// The plugin.
pub(super) const GUEST_NAME: &str = "go-wasip1/protoc-gen-go-1.27";

/// A table of what `generate` takes.
pub(super) fn table(workspace: &Workspace, peers: &Peers, rounds: usize) -> Result<String> {
    let root = workspace.target().join("bench/protos");
    let files = copy_files(&Tools::of(workspace).npm().join("node_modules/google-proto-files"), &root)?;
    let changed = files.first().context("there are no files")?;
    let cores = available_parallelism().map_or(1, NonZero::get);
    let kept = format!("--cache-dir '{}'", workspace.target().join("bench/answers").display());
    let list = workspace.target().join("bench/protos.list");
    let names: String = files.iter().map(|file| format!("{}\n", file.display())).collect();
    fs::write(&list, names).with_context(|| format!("cannot write {}", list.display()))?;
    let line = |options: &str| {
        format!(
            "'{}' -q generate {options} --compiler builtin --strategy directory --plugin '{}':paths=source_relative \
             --out '{}' -I '{}' -I '{}' '@{}'",
            peers.program(Peer::Bufwasm).display(),
            workspace.guests().join(format!("{GUEST_NAME}.wasm")).display(),
            workspace.target().join("bench/generated").display(),
            root.display(),
            Tools::of(workspace).npm().join("node_modules/google-proto-files").display(),
            list.display()
        )
    };
    let rows = [
        ("one core".to_owned(), line("--no-cache --jobs 1"), None),
        (format!("{cores} cores"), line(&format!("--no-cache --jobs {cores}")), None),
        ("again, nothing changed".into(), line(&kept), None),
        (
            "again, one file changed".into(),
            line(&kept),
            // A comment above all else is part of what the plugin is asked.
            Some(format!("sed -i \"1s|^|// $(date +%s%N)\\n|\" '{}'", changed.display())),
        ),
    ];
    let mut table = format!(
        "\n### generate, {} files through protoc-gen-go, asked by directory\n\n| | time | CPU time | time, ratio to the first |\n\
         |---|---|---|---|\n",
        files.len()
    );
    let mut first = None;
    for (name, line, prepare) in rows {
        // Answers are kept by the run before those that are measured.
        let warmup = usize::from(line.contains(&kept));
        eprintln!("generate: {name} …");
        let times = measure_one(workspace, &line, &Round { rounds, warmup, prepare, output: None })?;
        let ratio = times.median / *first.get_or_insert(times.median);
        writeln!(table, "| {name} | {} | {} | {ratio:.2} |", show(times.median), show(times.cpu()))?;
    }
    Ok(table)
}

/// Copies the files below `google/cloud` of `from` that are measured to `to`, where one may be changed, and gives their places.
fn copy_files(from: &Path, to: &Path) -> Result<Vec<PathBuf>> {
    if to.exists() {
        fs::remove_dir_all(to).with_context(|| format!("cannot remove {}", to.display()))?;
    }
    let cloud = from.join("google/cloud");
    let (mut copied, mut directories) = (Vec::new(), vec![cloud.clone()]);
    while let Some(directory) = directories.pop().filter(|_| copied.len() < FILES) {
        let entries = fs::read_dir(&directory).with_context(|| format!("cannot read {}", directory.display()))?;
        let mut entries: Vec<_> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        // The last comes first.
        entries.sort_by(|a, b| b.cmp(a));
        let (inner, mut files): (Vec<_>, Vec<_>) = entries.into_iter().partition(|path| path.is_dir());
        directories.extend(inner);
        files.retain(|path| path.extension().is_some_and(|extension| extension == "proto"));
        if directory == cloud {
            // Those beside the directories do not say which package of Go's they are.
            files.clear();
        }
        for file in files.iter().filter(|_| files.len() <= LARGEST) {
            let copy = to.join(file.strip_prefix(from)?);
            fs::create_dir_all(copy.parent().unwrap_or(to))?;
            fs::copy(file, &copy).with_context(|| format!("cannot copy {}", file.display()))?;
            copied.push(copy);
        }
    }
    Ok(copied)
}
