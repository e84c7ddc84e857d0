//! Running arbitrary modules that import the host tables: within their limits, and the same every time.

use arbitrary::{Result, Unstructured};
use bufwasm::fs::File;
use bufwasm::{Abi, Error, Limits, PluginExecutor, RunOptions, Stats};

use wasm_encoder::ValType;

use crate::{Target, modules, noise, wasi_calls};

/// Inputs are choices: the ABI, then those of `wasm-smith`.
pub const TARGET: Target = Target { name: "run_module", run, seeds: || noise(32, 2048), dictionary: &[] };

fn run(input: &[u8]) {
    let mut u = Unstructured::new(input);
    // An input that is too short for a module is none.
    let Ok(wasm) = module(&mut u) else { return };
    let first = Ended::of(&wasm);
    first.kept_its_limits();
    assert_eq!(first, Ended::of(&wasm), "a second run ends like the first");
}

/// What Go's runtime and `syscall/js` import: each takes a stack pointer.
const GO_JS: &[&str] = &[
    "debug",
    "runtime.wasmExit",
    "runtime.wasmWrite",
    "runtime.resetMemoryDataView",
    "runtime.nanotime1",
    "runtime.walltime",
    "runtime.scheduleTimeoutEvent",
    "runtime.clearTimeoutEvent",
    "runtime.getRandomData",
    "syscall/js.finalizeRef",
    "syscall/js.stringVal",
    "syscall/js.valueGet",
    "syscall/js.valueSet",
    "syscall/js.valueDelete",
    "syscall/js.valueIndex",
    "syscall/js.valueSetIndex",
    "syscall/js.valueCall",
    "syscall/js.valueInvoke",
    "syscall/js.valueNew",
    "syscall/js.valueLength",
    "syscall/js.valuePrepareString",
    "syscall/js.valueLoadString",
    "syscall/js.valueInstanceOf",
    "syscall/js.copyBytesToGo",
    "syscall/js.copyBytesToJS",
];

fn module(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if u.ratio(1, 4)? {
        let imports = GO_JS.iter().map(|name| ("gojs", *name, vec![ValType::I32], None));
        let wasm = modules::arbitrary(u, &[Abi::GoJs.entry(), "resume", "getsp"], Some(modules::importing(imports)))?;
        return Ok(modules::export_memory(&wasm, "mem"));
    }
    let imports = wasi_calls::FUNCTIONS.iter().map(wasi_calls::Function::import);
    let wasm = modules::arbitrary(u, &[Abi::Wasi.entry()], Some(modules::importing(imports)))?;
    Ok(modules::export_memory(&wasm, "memory"))
}

const LIMITS: Limits = Limits {
    memory_pages: 64,
    stack_bytes: 1 << 20,
    fuel: Some(100_000),
    stdout_bytes: Some(1 << 16),
    stderr_bytes: Some(1 << 16),
    table_elements: 10_000,
};

/// All that can be told of a run.
#[derive(Debug, PartialEq, Eq)]
struct Ended {
    outcome: std::result::Result<(), String>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    trace: Vec<u8>,
    stats: Stats,
}

impl Ended {
    fn of(wasm: &[u8]) -> Self {
        let (mut stdout, mut stderr, mut trace, mut stats) = (Vec::new(), Vec::new(), Vec::new(), Stats::default());
        let executor = PluginExecutor::builder().limits(LIMITS).build();
        let outcome = executor.compile("plugin", wasm).and_then(|plugin| {
            let options = RunOptions {
                files: vec![File::new("dir/file", *b"contents")],
                trace: Some(&mut trace),
                stats: Some(&mut stats),
                ..Default::default()
            };
            plugin.run(&mut &b"stdin"[..], &mut stdout, &mut stderr, options)
        });
        let refused = matches!(outcome, Err(Error::BadModule(_) | Error::MissingImports { .. } | Error::UnknownAbi(_)));
        assert!(!refused, "{:?}", outcome.err());
        Self { outcome: outcome.map_err(|error| format!("{error:?}")), stdout, stderr, trace, stats }
    }

    fn kept_its_limits(&self) {
        let Self { stdout, stderr, stats, .. } = self;
        assert!(LIMITS.fuel.is_none_or(|fuel| stats.fuel <= fuel), "{stats:?}");
        assert!(stats.peak_pages <= LIMITS.memory_pages.into(), "{stats:?}");
        assert!(LIMITS.stdout_bytes.is_none_or(|most| stdout.len() as u64 <= most), "{stats:?}");
        assert!(LIMITS.stderr_bytes.is_none_or(|most| stderr.len() as u64 <= most), "{stats:?}");
        assert_eq!((stats.stdout_bytes, stats.stderr_bytes), (stdout.len() as u64, stderr.len() as u64));
        assert!(stats.stdin_bytes <= 5);
    }
}
