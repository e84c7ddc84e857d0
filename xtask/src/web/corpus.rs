//! The corpus of `tests/corpus`, run natively, so that what its runs come to can be compared with.

use crate::guests::Selection;
use crate::process::run;
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;

/// What matters here of a case.
#[derive(Deserialize)]
struct Case {
    guest: String,
}

/// Builds the guests of the corpus and runs it natively, which leaves it in `target/corpus` with how every run ended.
pub(super) fn run_natively(workspace: &Workspace) -> Result<()> {
    let table = workspace.root().join("tests/corpus/corpus.json");
    let text = fs::read(&table).with_context(|| format!("cannot read {}", table.display()))?;
    let cases: Vec<Case> = serde_json::from_slice(&text).with_context(|| format!("cannot read {}", table.display()))?;
    let guests: BTreeSet<_> = cases.iter().filter_map(|case| case.guest.strip_prefix("target/guests/")).collect();
    let guests: Vec<_> = guests.into_iter().map(ToOwned::to_owned).collect();
    Selection::new(&guests, &[])?.build(workspace)?;
    let mut cargo = Tools::of(workspace).command("cargo")?;
    cargo.current_dir(workspace.root()).args(["test", "--quiet", "--package", "bufwasm", "--test", "corpus"]);
    run(&mut cargo)
}
