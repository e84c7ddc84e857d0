//! `cargo xtask oracles`: the same programs under bufwasm and under other engines.
//!
//! The programs are arbitrary modules that print all that can be told of their run (`fuzz/oracles/src/programs.rs`),
//! such modules of the shape that Go's compiler gives them (`fuzz/oracles/src/optimised/shape.rs`), others with
//! arbitrary code in that shape (`fuzz/oracles/src/optimised_any.rs`), and real plugins that tell at the end how much
//! memory they have. bufwasm runs all of them optimised, too.

mod ended;
mod engine;

use crate::bench::peers::{Peer, Peers};
use crate::cargo;
use crate::guests::Selection;
use crate::process::run;
use crate::requests;
use crate::setup::{self, Need};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use ended::{Ended, How};
use engine::{Engine, Engines, Program};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Plugins that import `fd_write` and `proc_exit` of WASI, and the requests they run on.
const PLUGINS: [&str; 2] = ["rust/protoc-gen-prost", "go-wasip1/protoc-gen-go-1.27"];
const REQUESTS: [&str; 2] = ["small", "medium"];

/// What bufwasm is compared with.
const OTHERS: [Engine; 3] = [Engine::Optimised, Engine::Wazero, Engine::Wasmtime];

/// Runs the programs of these `seeds`, and the plugins, under every engine, and prints a table of how often they agree.
///
/// # Errors
///
/// An engine ends a program in another way than bufwasm does. The program stays in `target/oracles`.
pub(crate) fn compare(workspace: &Workspace, seeds: Range<u64>) -> Result<()> {
    setup::provide(workspace, &[Need::Go, Need::Node, Need::Protoc, Need::RustTargets, Need::Wasmtime])?;
    Selection::new(&PLUGINS.map(Into::into), &[])?.build(workspace)?;
    requests::record_all(workspace)?;
    let engines = install(workspace)?;
    let programs = write(workspace, seeds)?;
    let ours = &std::thread::scope(|scope| {
        let ours = scope.spawn(|| engines.run(Engine::Bufwasm, &programs));
        let others = OTHERS.map(|engine| {
            (
                engine,
                scope.spawn({
                    let (engines, programs) = (&engines, &programs);
                    move || engines.run(engine, programs)
                }),
            )
        });
        let join = |run: std::thread::ScopedJoinHandle<'_, Result<Vec<Ended>>>| run.join().expect("no run panics");
        Ok::<_, anyhow::Error>((join(ours)?, others.map(|(engine, run)| (engine, join(run)))))
    })?;
    let (ours, others) = ours;
    println!("\n| engine | programs | plugins | ended alike | otherwise |\n|---|---|---|---|---|");
    let mut differences = Vec::new();
    for (engine, theirs) in others {
        let theirs = theirs.as_ref().map_err(|error| anyhow::anyhow!("{engine}: {error:#}"))?;
        let found = differing(*engine, &programs, ours, theirs);
        let plugins = programs.iter().filter(|program| program.tells_pages).count();
        let (all, differ) = (programs.len(), found.len());
        println!("| {engine} | {} | {plugins} | {} | {differ} |", all - plugins, all - differ);
        differences.extend(found);
    }
    print_ways(&programs, ours);
    ensure!(differences.is_empty(), "engines differ:\n{}", differences.join("\n"));
    Ok(())
}

/// Builds bufwasm and installs the others.
fn install(workspace: &Workspace) -> Result<Engines> {
    let peers = Peers::install(workspace, std::iter::once(Peer::Wazero))?;
    Ok(Engines {
        bufwasm: cargo::program(workspace, "bufwasm")?,
        wazero: peers.program(Peer::Wazero),
        python: Tools::of(workspace).python().join("bin/python"),
        script: workspace.root().join("xtask/src/oracles/run_wasmtime.py"),
    })
}

/// Writes the programs of these `seeds`, and the changed plugins, into `target/oracles`.
fn write(workspace: &Workspace, seeds: Range<u64>) -> Result<Vec<Program>> {
    let directory = workspace.target().join("oracles");
    if directory.exists() {
        fs::remove_dir_all(&directory).with_context(|| format!("cannot remove {}", directory.display()))?;
    }
    let mut programs = Command::new(cargo::program(workspace, "programs")?);
    programs.current_dir(workspace.root()).arg(&directory);
    programs.args([seeds.start, seeds.end].map(|seed| seed.to_string()));
    run(programs.args(PLUGINS.map(|plugin| with_ending(&workspace.guests(), plugin))))?;
    let names = seeds.flat_map(|seed| [seed.to_string(), format!("go-{seed}"), format!("any-{seed}")]);
    let modules =
        names.map(|name| Program { wasm: with_ending(&directory, &name), name, stdin: None, tells_pages: false });
    let plugins = PLUGINS.iter().flat_map(|plugin| REQUESTS.map(|request| (*plugin, request)));
    let plugins = plugins.map(|(plugin, request)| Program {
        name: format!("{plugin} on {request}"),
        wasm: with_ending(&directory, plugin.rsplit('/').next().unwrap_or(plugin)),
        stdin: Some(workspace.requests().join(request).with_extension("bin")),
        tells_pages: true,
    });
    Ok(modules.chain(plugins).collect())
}

/// `directory/name.wasm`: `Path::with_extension` would take a version's last number for an extension.
fn with_ending(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!("{name}.wasm"))
}

/// A line for each of the `programs` that does not end under `engine` as it does under bufwasm.
fn differing(engine: Engine, programs: &[Program], ours: &[Ended], theirs: &[Ended]) -> Vec<String> {
    let pairs = programs.iter().zip(ours.iter().zip(theirs)).filter(|(_, (ours, theirs))| ours != theirs);
    pairs
        .map(|(program, (ours, theirs))| {
            format!("{}: {}, and under {engine} {}", program.name, ours.show(), theirs.show())
        })
        .collect()
}

/// How many programs ended in which way: a comparison of programs that all trap at once would say little.
fn print_ways(programs: &[Program], ours: &[Ended]) {
    let count = |is: fn(&How) -> bool| ours.iter().filter(|ended| is(&ended.how)).count();
    let (exited, trapped) = (count(|how| *how == How::Exited(0)), count(|how| matches!(how, How::Trapped(_))));
    let bytes: usize = ours.iter().map(|ended| ended.stdout.len()).sum();
    println!(
        "\nOf {} runs under bufwasm {exited} came to their end and {trapped} trapped; they wrote {bytes} bytes.",
        ours.len()
    );
    for (program, ended) in programs.iter().zip(ours).filter(|(program, _)| program.tells_pages) {
        println!("{}: {}", program.name, ended.show());
    }
}
