//! How a run ends, and what holds of every one.

use bufwasm::fs::File;
use bufwasm::{Error, Limits, PluginExecutor, RunOptions, Stats};

use crate::modules;

const STDIN: &[u8] = b"stdin";

const LIMITS: Limits = Limits {
    memory_pages: 64,
    stack_bytes: 1 << 20,
    fuel: Some(100_000),
    stdout_bytes: Some(1 << 16),
    stderr_bytes: Some(1 << 16),
    table_elements: 10_000,
    ..Limits::DEFAULT
};

/// All that can be told of a run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    outcome: std::result::Result<(), String>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    trace: Vec<u8>,
    stats: Stats,
}

impl Ended {
    /// Runs the valid module `wasm`, which imports nothing but what there is.
    pub(crate) fn of(wasm: &[u8]) -> Self {
        let (mut stdout, mut stderr, mut trace, mut stats) = (Vec::new(), Vec::new(), Vec::new(), Stats::default());
        let executor = PluginExecutor::builder().limits(LIMITS).build();
        let outcome = executor.compile("plugin", wasm).and_then(|plugin| {
            let options = RunOptions {
                files: vec![File::new("dir/file", *b"contents")],
                trace: Some(&mut trace),
                stats: Some(&mut stats),
                ..Default::default()
            };
            plugin.run(&mut &*STDIN, &mut stdout, &mut stderr, options)
        });
        let refused =
            matches!(&outcome, Err(Error::BadModule(_) | Error::MissingImports { .. } | Error::UnknownAbi(_)));
        let uncallable = outcome.as_ref().is_err_and(|error| modules::uncallable_entry(error).is_some());
        assert!(!refused || uncallable, "{:?}", outcome.err());
        Self { outcome: outcome.map_err(|error| format!("{error:?}")), stdout, stderr, trace, stats }
    }

    /// It is within its limits, and tells of itself what is true.
    pub(crate) fn kept_its_limits(&self) {
        let Self { stdout, stderr, stats, .. } = self;
        assert!(LIMITS.fuel.is_none_or(|fuel| stats.fuel <= fuel), "{stats:?}");
        assert!(stats.peak_pages <= LIMITS.memory_pages.into(), "{stats:?}");
        assert!(LIMITS.stdout_bytes.is_none_or(|most| stdout.len() as u64 <= most), "{stats:?}");
        assert!(LIMITS.stderr_bytes.is_none_or(|most| stderr.len() as u64 <= most), "{stats:?}");
        assert_eq!((stats.stdout_bytes, stats.stderr_bytes), (stdout.len() as u64, stderr.len() as u64));
        assert!(stats.stdin_bytes <= STDIN.len() as u64);
        let lines = self.trace.iter().filter(|byte| **byte == b'\n').count() as u64;
        let calls: u64 = stats.host_calls.values().sum();
        // A call that ends the run, or in which it ends, has no line if the run was over before it could be written.
        assert!(lines <= calls, "{lines} lines for {calls} calls");
    }
}
