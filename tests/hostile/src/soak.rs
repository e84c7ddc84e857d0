//! Runs of guests that mean well and of guests that do not, by many threads at once, again and again: each ends as it did
//! the first time, and nothing of it stays.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Context, Result, ensure};
use bufwasm::{CompiledPlugin, Limits, PluginExecutor, RunOptions};

/// What hostile guests may spend: little enough for thousands of runs.
const HOSTILE: Limits = Limits {
    memory_pages: 256,
    stack_bytes: 1 << 20,
    fuel: Some(5_000_000),
    stdout_bytes: Some(1 << 20),
    stderr_bytes: Some(1 << 20),
    table_elements: 100_000,
    ..Limits::DEFAULT
};

/// Bytes of the largest module that is compiled in each round.
const LARGEST_MODULE: usize = 1 << 20;

/// The guest that takes a second each time, and could do nothing that others cannot.
const SLOW: &str = "timers";

/// Plugins to run: under the directory of guests and that of requests, as `cargo xtask guests` and `requests` make them.
const PLUGINS: &[(&str, &str)] = &[
    ("go-js/protoc-gen-go-1.27.wasm", "small.bin"),
    ("go-wasip1/protoc-gen-go-1.27.wasm", "small.bin"),
    ("rust/protoc-gen-prost.wasm", "small.bin"),
];

/// What is run in every round.
pub struct Soak {
    jobs: Vec<Job>,
    runs: AtomicU64,
}

struct Job {
    name: String,
    plugin: Plugin,
    input: Vec<u8>,
    /// How it ended the first time.
    end: End,
}

enum Plugin {
    /// Compiled once, and run by all threads.
    Shared(Box<CompiledPlugin>),
    /// Compiled for each run.
    Anew(Vec<u8>),
}

/// How a run ended: the error, and what was written to stdout.
type End = (Option<String>, Vec<u8>);

impl Soak {
    /// Every hostile guest, and plugins that are built in the directory `target`.
    ///
    /// # Errors
    ///
    /// A plugin or a request is missing.
    pub fn new(target: &Path) -> Result<Self> {
        let mut jobs = Vec::new();
        for (plugin, request) in PLUGINS {
            let wasm = read(&target.join("guests").join(plugin), "guests")?;
            let compiled = PluginExecutor::new().compile(plugin, &wasm)?;
            jobs.push(Job::new(
                plugin,
                Plugin::Shared(Box::new(compiled)),
                read(&target.join("requests").join(request), "requests")?,
            ));
        }
        for guest in crate::guests() {
            let wasm = (guest.module)();
            if guest.name != SLOW && wasm.len() <= LARGEST_MODULE {
                jobs.push(Job::new(guest.name, Plugin::Anew(wasm), Vec::new()));
            }
        }
        Ok(Self { jobs, runs: AtomicU64::new(0) })
    }

    /// Has each of `threads` threads do everything once, beginning at different places.
    ///
    /// # Errors
    ///
    /// A run did not end as the first of its kind.
    pub fn round(&self, threads: usize) -> Result<()> {
        thread::scope(|scope| {
            let started: Vec<_> = (0..threads)
                .map(|thread| {
                    let first = thread * self.jobs.len() / threads;
                    scope.spawn(move || {
                        self.jobs.iter().cycle().skip(first).take(self.jobs.len()).try_for_each(|job| self.check(job))
                    })
                })
                .collect();
            started.into_iter().try_for_each(|thread| thread.join().expect("no run panics"))
        })
    }

    /// How many runs there were in all rounds.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    fn check(&self, job: &Job) -> Result<()> {
        let end = job.plugin.run(&job.name, &job.input);
        self.runs.fetch_add(1, Ordering::Relaxed);
        ensure!(end == job.end, "{} ended with {:?}, and the first time with {:?}", job.name, end.0, job.end.0);
        Ok(())
    }
}

impl Job {
    fn new(name: &str, plugin: Plugin, input: Vec<u8>) -> Self {
        let end = plugin.run(name, &input);
        Self { name: name.into(), plugin, input, end }
    }
}

impl Plugin {
    fn run(&self, name: &str, input: &[u8]) -> End {
        let mut stdout = Vec::new();
        let mut run =
            |plugin: &CompiledPlugin| plugin.run(&mut &*input, &mut stdout, &mut io::sink(), RunOptions::default());
        let ended = match self {
            Self::Shared(plugin) => run(plugin),
            Self::Anew(wasm) => hostile().compile(name, wasm).and_then(|plugin| run(&plugin)),
        };
        (ended.err().map(|error| error.to_string()), stdout)
    }
}

/// One executor for all that is compiled.
fn hostile() -> &'static PluginExecutor {
    static EXECUTOR: std::sync::OnceLock<PluginExecutor> = std::sync::OnceLock::new();
    EXECUTOR.get_or_init(|| PluginExecutor::builder().limits(HOSTILE).build())
}

fn read(path: &Path, command: &str) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} is missing: run `cargo xtask {command}`", path.display()))
}

/// What this process holds of the operating system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// KiB in memory.
    pub kibibytes: u64,
    /// Open descriptors.
    pub descriptors: usize,
}

impl Footprint {
    /// As Linux tells it.
    ///
    /// # Errors
    ///
    /// There is no `/proc`.
    pub fn now() -> Result<Self> {
        let status = fs::read_to_string("/proc/self/status")?;
        let kibibytes =
            status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse().ok());
        let descriptors = fs::read_dir("/proc/self/fd")?.count();
        Ok(Self { kibibytes: kibibytes.context("/proc/self/status has no VmRSS")?, descriptors })
    }
}
