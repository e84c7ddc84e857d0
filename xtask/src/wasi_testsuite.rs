//! `cargo xtask wasi-testsuite`: the WASI project's own tests, of a checkout that holds them built.

#[path = "../../tests/wasi_testsuite/expected.rs"]
mod expected;
mod run;
mod suite;

use crate::cargo;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use expected::{NEEDS_WRITING, NeedsWriting};
use run::{Ending, Files, Host};
use std::path::Path;
use suite::Test;

/// Builds bufwasm, runs every test below `checkout` over read-only files and under a scratch layer, and prints what
/// came of each. Under the layer, all of them have to pass.
pub(crate) fn check(workspace: &Workspace, checkout: &Path) -> Result<()> {
    let tests = suite::tests(checkout)?;
    let trace = workspace.built().join("wasi-testsuite.trace");
    let host = Host { bufwasm: cargo::program(workspace, "bufwasm")?, trace };
    let mut tally = Tally::default();
    for test in &tests {
        tally.add(test, host.run(test, Files::ReadOnly)?);
        if let Ending::Failed { why, .. } = host.run(test, Files::Scratch)? {
            tally.failed_in_scratch.push((&test.name, why));
        }
    }
    tally.lost = NEEDS_WRITING.iter().filter(|row| !tests.iter().any(|test| test.name == row.test)).collect();
    tally.print();
    if tally.is_as_expected() { Ok(()) } else { bail!("not what was expected") }
}

/// The suite's tests by what came of them.
#[derive(Default)]
struct Tally<'a> {
    passed: Vec<&'a str>,
    needs_writing: Vec<&'static NeedsWriting>,
    /// With the reason.
    failed: Vec<(&'a str, String)>,
    /// Those that fail under a scratch layer, with the reason.
    failed_in_scratch: Vec<(&'a str, String)>,
    /// Expectations whose test the suite does not have.
    lost: Vec<&'static NeedsWriting>,
}

impl<'a> Tally<'a> {
    fn add(&mut self, test: &'a Test, outcome: Ending) {
        let expected = NEEDS_WRITING.iter().find(|row| row.test == test.name);
        match (outcome, expected) {
            (Ending::Passed, None) => self.passed.push(&test.name),
            (Ending::Passed, Some(_)) => {
                self.failed.push((&test.name, "passes, though it should not be able to".into()));
            }
            (Ending::Failed { refused: Some(line), .. }, Some(row)) if row.matches(&line) => {
                self.needs_writing.push(row);
            }
            (Ending::Failed { why, .. }, _) => self.failed.push((&test.name, why)),
        }
    }

    fn is_as_expected(&self) -> bool {
        self.failed.is_empty() && self.failed_in_scratch.is_empty() && self.lost.is_empty()
    }

    fn print(&self) {
        println!("passed");
        self.passed.iter().for_each(|test| println!("  {test}"));
        println!("needs a writable file system");
        for NeedsWriting { test, call, path, why } in &self.needs_writing {
            println!("  {test}: {why}; {call}({path:?}) = EROFS");
        }
        println!("failed");
        self.failed.iter().for_each(|(test, why)| println!("  {test}: {why}"));
        self.lost.iter().for_each(|row| println!("  {}: is expected, and not in the suite", row.test));
        let [passed, needs, failed] = [self.passed.len(), self.needs_writing.len(), self.failed.len()];
        let all = passed + needs + failed;
        println!("read-only: {passed} passed, {needs} need a writable file system, {failed} failed, of {all}");
        self.failed_in_scratch.iter().for_each(|(test, why)| println!("  {test}, with --scratch: {why}"));
        println!("with --scratch: {} passed, of {all}", all - self.failed_in_scratch.len());
    }
}

impl NeedsWriting {
    /// Whether `line` of a trace is the call that is expected to be refused.
    fn matches(&self, line: &str) -> bool {
        line.split_once('(').is_some_and(|(call, _)| call == self.call)
            && line.contains(&format!("path={:?},", self.path))
    }
}
