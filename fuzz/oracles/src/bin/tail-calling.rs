//! Runs a target without libFuzzer, whose instrumentation keeps the compiler from making the tail calls that the engine's fast
//! dispatch rests on: `tail-calling TARGET DIRECTORY SECONDS RANDOM`.
//!
//! First come the inputs below DIRECTORY that fuzzing has found, then mutations of them until the seconds have passed. The
//! native stack is so small that an instruction which leaves a frame on it aborts the process within a run. So each input is
//! in the file `running` while it runs: what breaks is there.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use bufwasm_oracles::mutation::Mutator;
use bufwasm_oracles::{TARGETS, Target};

/// Bytes of native stack: no more than compiling a module takes, and fewer than frames of the 100,000 units of fuel that a
/// run has.
const STACK: usize = 512 << 10;

/// Seconds that one input may take.
const TIMEOUT: u64 = 20;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().context("usage: tail-calling TARGET DIRECTORY SECONDS RANDOM");
    let (name, directory, seconds, random) = (next()?, PathBuf::from(next()?), next()?.parse()?, next()?.parse()?);
    let target = TARGETS.iter().find(|target| target.name == name).with_context(|| format!("no target {name}"))?;
    let corpus = read(&directory.join("corpus"))?;
    let running = directory.join("running");
    let until = Instant::now() + Duration::from_secs(seconds);
    let (sender, ended) = mpsc::channel();
    let thread = std::thread::Builder::new().name(name).stack_size(STACK);
    thread.spawn(move || sender.send(run(target, &corpus, &running, until, random)))?;
    let [found, mutated] = match ended.recv_timeout(Duration::from_secs(seconds + TIMEOUT)) {
        Ok(runs) => runs?,
        Err(RecvTimeoutError::Timeout) => bail!("an input takes more than {TIMEOUT} seconds"),
        Err(RecvTimeoutError::Disconnected) => bail!("a property does not hold"),
    };
    println!("{found} {mutated}");
    Ok(())
}

/// Runs the `corpus`, then mutations of it, and gives how many of each there were.
fn run(target: &Target, corpus: &[Vec<u8>], running: &Path, until: Instant, random: u64) -> Result<[u64; 2]> {
    let mut mutator = Mutator::new(random, target.dictionary);
    let mut runs = [0; 2];
    // Of a corpus that is large, another part comes first each time.
    let from = mutator.below(corpus.len());
    let mut found = corpus[from..].iter().chain(&corpus[..from]);
    while Instant::now() < until {
        let (kind, input) = match found.next() {
            Some(input) => (0, Cow::Borrowed(input)),
            None => (1, Cow::Owned(mutator.mutate(corpus))),
        };
        fs::write(running, &*input)?;
        (target.run)(&input);
        runs[kind] += 1;
    }
    fs::remove_file(running)?;
    Ok(runs)
}

/// The files in `directory`, by their names.
fn read(directory: &Path) -> Result<Vec<Vec<u8>>> {
    let cannot_read = || format!("cannot read {}; `cargo xtask fuzz --seed` writes seeds", directory.display());
    let entries = fs::read_dir(directory).with_context(cannot_read)?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().map(|path| fs::read(path).with_context(|| format!("cannot read {}", path.display()))).collect()
}
