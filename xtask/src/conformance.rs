//! `cargo xtask conformance`: what `bufwasm generate` makes of .proto files, beside what protoc and buf make of them.
//!
//! The inputs are a sample of npm's google-proto-files with all that they import, and small files of the kinds that
//! compilers differ in. Everything is compared byte for byte, by both of bufwasm's compilers.

mod editions;
mod encoded_set;
mod generators;
mod inputs;
mod mutations;
mod plugins;
mod programs;
mod sets;
mod table;
mod times;

use crate::guests::Selection;
use crate::protoc;
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use inputs::{EVERY, cases, sample};
use programs::{Compiler, Programs};
use std::path::PathBuf;
use table::Table;

/// How much is compared.
#[derive(Debug, Args)]
pub(crate) struct Extent {
    /// Compare only these parts (repeatable).
    #[arg(long = "only", value_name = "PART")]
    parts: Vec<Part>,
    /// Compile with this one only (repeatable).
    #[arg(long = "compiler", value_name = "COMPILER")]
    compilers: Vec<Compiler>,
    /// Of google-proto-files, draw every Nth file; the files that they import come on top.
    #[arg(long, value_name = "N", default_value_t = EVERY)]
    every: usize,
    /// How many files protoc has to refuse, of those that are made by a change in one place.
    #[arg(long, value_name = "N", default_value_t = 300)]
    mistakes: usize,
    /// Another directory of small inputs: each folder below it that holds an `a.proto` (repeatable).
    #[arg(long, value_name = "DIR")]
    cases: Vec<PathBuf>,
}

/// What can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Descriptor sets.
    Sets,
    /// What generators that are built into protoc write.
    Generators,
    /// What gRPC's plugins write, which are built for this machine too.
    Grpc,
    /// What published plugins write, beside protoc and buf.
    Plugins,
    /// Files with a mistake.
    Mistakes,
    /// Editions, with features of languages.
    Editions,
    /// What compiling takes: measured, not compared.
    Times,
}

/// Plugins that are compared, as guests and as programs of this machine.
const GUESTS: [&str; 5] = [
    "go-wasip1/protoc-gen-go-1.27",
    "go-wasip1/protoc-gen-go-grpc",
    "go-wasip1/protoc-gen-grpc-gateway",
    "go-wasip1/protoc-gen-openapiv2",
    "rust/protoc-gen-prost",
];

/// Compares, and prints a table.
///
/// # Errors
///
/// Something differs, or what it takes cannot be had.
pub(crate) fn compare(workspace: &Workspace, extent: &Extent) -> Result<()> {
    ensure!(extent.every > 0, "--every must be at least 1");
    setup::provide(workspace, &[Need::Go, Need::Node])?;
    let modules = protoc::build(workspace, None)?;
    let is_chosen = |part| extent.parts.is_empty() || extent.parts.contains(&part);
    if is_chosen(Part::Plugins) || is_chosen(Part::Editions) {
        Selection::new(&GUESTS.map(Into::into), &[])?.build(workspace)?;
    }
    let grpc = if is_chosen(Part::Grpc) { Some(protoc::build_native()?) } else { None };
    let programs = Programs::build(workspace, modules, &extent.compilers)?;
    let sample = sample(workspace, &programs, extent.every)?;
    println!("{} files of google-proto-files", sample.files.len());
    let cases = cases(workspace, &extent.cases)?;
    let mut table = Table::default();
    if is_chosen(Part::Sets) {
        sets::compare(&programs, &sample, &cases, &mut table)?;
    }
    if is_chosen(Part::Editions) {
        editions::compare(&programs, &mut table)?;
    }
    if is_chosen(Part::Mistakes) {
        mutations::compare(&programs, &sample, extent.mistakes, &mut table)?;
    }
    if is_chosen(Part::Generators) {
        generators::compare_built_in(&programs, &sample, &mut table)?;
    }
    if let Some(grpc) = grpc {
        generators::compare_grpc(&programs, &sample, &grpc, &mut table)?;
    }
    if is_chosen(Part::Plugins) {
        plugins::compare(&programs, &sample, &mut table)?;
    }
    if is_chosen(Part::Times) {
        times::measure(&programs, &sample)?;
    }
    table.finish()
}
