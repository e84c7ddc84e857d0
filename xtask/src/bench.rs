//! `cargo xtask bench`: whole commands side by side, measured by hyperfine.

mod by_size;
mod chart;
mod contest;
mod cores;
mod enter;
mod generate;
mod measure;
pub(crate) mod peers;
mod report;

use anyhow::{Result, bail, ensure};
use by_size::BySize;
use contest::{CONTESTS, Contest};
use peers::{Peer, Peers};
use std::fs;

use crate::guests::Selection;
use crate::requests;
use crate::setup::{self, Need};
use crate::workspace::Workspace;
use enter::Pace;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct BenchArgs {
    /// Runs of each command at most; contests whose runs take long have fewer.
    #[arg(long, default_value_t = 40)]
    rounds: usize,
    /// At most three runs of each command, none of 4 MB, and no more than ten minutes.
    #[arg(long)]
    quick: bool,
    /// Write tables and charts into docs/performance.md, docs/performance and README.md, beside printing the tables.
    #[arg(long)]
    write: bool,
    /// Only the contests whose title contains this.
    #[arg(default_value = "")]
    only: String,
}

/// Builds what is compared, checks that all give the same, and makes a table for each contest, and charts.
///
/// # Errors
///
/// Something could not be built or measured, or gave other files than the rest. All else has been measured and written all the
/// same.
pub(crate) fn compare(workspace: &Workspace, args: &BenchArgs) -> Result<()> {
    if args.rounds == 0 {
        bail!("--rounds must be at least 1");
    }
    ensure!(!args.write || args.only.is_empty(), "--write replaces all tables: leave out {:?}", args.only);
    let wanted =
        |contest: &&Contest| contest.title.contains(&args.only) && !(args.quick && contest.title.contains("4 MB"));
    let contests: Vec<_> = CONTESTS.iter().filter(wanted).collect();
    if contests.is_empty() && !"generate".contains(&args.only) {
        bail!("no contest's title contains {:?}; `cargo xtask bench` without it runs them all", args.only);
    }
    let peers = provide(workspace, &contests)?;
    let pace = if args.quick { Pace::quick(args.rounds) } else { Pace::of(args.rounds) };
    let mut measured = Measured::default();
    for contest in contests {
        let results = enter::all(workspace, &peers, contest, &pace);
        measured.by_size.add(workspace, contest, &results)?;
        measured.add_readme(contest, &results);
        measured.add(report::table(contest, &results));
        let failed = results.iter().zip(contest.entries).filter_map(|(result, entry)| {
            result.as_ref().err().map(|failure| format!("{}: {}: {failure}", contest.title, entry.name()))
        });
        measured.failures.extend(failed);
    }
    if "generate".contains(&args.only) {
        match generate::table(workspace, &peers, pace.rounds.min(3)) {
            Ok(table) => measured.add(table),
            Err(error) => measured.failures.push(format!("generate: {error:#}")),
        }
    }
    if args.write {
        measured.write(workspace, &peers, &pace)?;
    }
    ensure!(measured.failures.is_empty(), "not all was measured:\n{}", measured.failures.join("\n"));
    Ok(())
}

/// Installs and builds all that takes part.
fn provide(workspace: &Workspace, contests: &[&Contest]) -> Result<Peers> {
    let needs = [Need::Hyperfine, Need::Go, Need::Node, Need::Protoc, Need::RustTargets, Need::Wasmtime];
    setup::provide(workspace, &needs)?;
    let guests = contests.iter().flat_map(|contest| contest.entries).map(|entry| entry.guest);
    let guests: Vec<_> = guests.chain([generate::GUEST_NAME]).map(Into::into).collect();
    Selection::new(&guests, &[])?.build(workspace)?;
    requests::record_all(workspace)?;
    let needed = contests.iter().flat_map(|contest| contest.entries).map(|entry| entry.peer);
    Peers::install(workspace, std::iter::once(Peer::Bufwasm).chain(needed))
}

/// What was measured so far.
#[derive(Default)]
struct Measured {
    /// Tables for docs/performance.md.
    text: String,
    /// Rows of README's table.
    readme: String,
    by_size: BySize,
    failures: Vec<String>,
}

impl Measured {
    fn add(&mut self, table: String) {
        println!("{table}");
        self.text += &table;
    }

    fn add_readme(&mut self, contest: &Contest, results: &[enter::Entered]) {
        self.readme += &report::readme_row(contest, results).unwrap_or_default();
    }

    fn write(&mut self, workspace: &Workspace, peers: &Peers, pace: &Pace) -> Result<()> {
        let directory = workspace.root().join("docs/performance");
        fs::create_dir_all(&directory)?;
        fs::write(directory.join("by-size.svg"), self.by_size.chart())?;
        self.text += "\n![time by size of the request](performance/by-size.svg)\n";
        match cores::chart(workspace, peers, pace.rounds.min(3)) {
            Ok(chart) => {
                fs::write(directory.join("by-cores.svg"), chart)?;
                self.text += "\n![time by cores](performance/by-cores.svg)\n";
            }
            Err(error) => self.failures.push(format!("cores: {error:#}")),
        }
        report::write(&workspace.root().join("docs/performance.md"), &self.text)?;
        report::write(&workspace.root().join("README.md"), &(report::readme_head() + &self.readme))
    }
}
