//! `generate` on several cores.

use anyhow::{Context, Result};
use std::num::NonZero;
use std::thread::available_parallelism;

use super::chart::{self, Line};
use super::measure::{Round, measure};
use super::peers::{Peer, Peers};
use crate::tools::Tools;
use crate::workspace::Workspace;

/// Files that are generated from: those of one package of Google's, each asked about alone.
const PACKAGE: &str = "google/cloud/vision/v1p4beta1";
const GUEST: &str = "go-wasip1/protoc-gen-go-1.27.wasm";

/// A chart of the time that `generate` takes by how many plugins run at a time.
pub(super) fn chart(workspace: &Workspace, peers: &Peers, rounds: usize) -> Result<String> {
    let root = Tools::of(workspace).npm().join("node_modules/google-proto-files");
    let directory = root.join(PACKAGE);
    let entries = std::fs::read_dir(&directory).with_context(|| format!("cannot read {}", directory.display()))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "proto"));
    files.sort();
    let files: Vec<_> = files.iter().map(|path| format!("'{}'", path.display())).collect();
    let cores = available_parallelism().map_or(1, NonZero::get);
    let counts: Vec<_> = (0..).map(|power| 1 << power).take_while(|count| *count <= cores).collect();
    let line = |jobs: &usize| {
        format!(
            "'{}' -q generate --no-cache --strategy file --jobs {jobs} --compiler builtin --plugin '{}':paths=source_relative \
             --out '{}' -I '{}' {}",
            peers.program(Peer::Bufwasm).display(),
            workspace.guests().join(GUEST).display(),
            workspace.target().join("bench/generated").display(),
            root.display(),
            files.join(" ")
        )
    };
    eprintln!("generate by cores …");
    let times = measure(workspace, &counts.iter().map(line).collect::<Vec<_>>(), &Round::of(rounds))?;
    let points = counts.iter().zip(&times).map(|(count, times)| (*count as f64, times.median)).collect();
    let ticks: Vec<_> = counts.iter().map(|count| (*count as f64, format!("{count}"))).collect();
    let title = format!("generate: {} files through protoc-gen-go, time by cores", files.len());
    Ok(chart::svg(&title, &ticks, &[Line { name: "bufwasm".into(), points }]))
}
