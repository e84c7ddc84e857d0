//! The corpus of `tests/corpus`, run natively, so that what its runs come to can be compared with.

use crate::cargo::cargo_once;
use crate::guests::Selection;
use crate::process::run;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;

/// The test that leaves how every run ended.
const LEAVES: &str = "the_corpus_ends_as_on_every_platform";

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
    let left = workspace.target().join("corpus/corpus.json");
    let _ = fs::remove_file(&left); // it may not be there
    // With the features of the whole workspace, `cargo test` has built it already.
    run(cargo_once(workspace)?.args(["test", "--quiet", "--workspace", "--test", "corpus", "--", LEAVES]))?;
    ensure!(left.exists(), "the test {LEAVES} has not left {}", left.display());
    Ok(())
}
