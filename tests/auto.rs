//! `Optimise::Auto`: which of a plugin's two modules a run is of does not depend on how the run finds out.

use std::io::Read;
use std::sync::Arc;

use bufwasm::optimise::{AUTO_STDIN_BYTES, pays};
use bufwasm::{CompiledPlugin, Error, Optimise, PluginExecutor, RunOptions, Stats};

/// What a guest does, one after the other.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Reads so many times up to 16 KiB.
    Read(u64),
    Write,
    /// Goes around a loop so many times.
    Spin(u32),
    /// Calls itself so often.
    Recurse(u32),
    Exit(u32),
}

use Step::{Exit, Read as ReadTimes, Recurse, Spin, Write as Writes};

/// Bytes of a read.
const PIECE: u64 = 16 << 10;
/// Reads that are enough.
const ENOUGH: u64 = AUTO_STDIN_BYTES / PIECE;

/// A module that takes these steps, `slowly` or not.
fn module(steps: &[Step], slowly: bool) -> Vec<u8> {
    let looped = "(func (param i32) (result i32) (local i32) global.get 0 local.set 1
        block loop block local.get 0 br_table 0 end end end i32.const 1)";
    let (turns, slow) = if slowly { (100, "i32.const 1 drop ".repeat(50)) } else { (1, String::new()) };
    let steps: String = steps
        .iter()
        .map(|step| match step {
            ReadTimes(times) => format!("(call $times (i32.const {times}))"),
            Writes => "(drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))".into(),
            Spin(times) => format!("(call $spin (i32.const {}))", times * turns),
            Recurse(times) => format!("(call $recurse (i32.const {}))", times * turns),
            Exit(code) => format!("(call $exit (i32.const {code}))"),
        })
        .collect();
    let text = format!(
        r#"(module
        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (global (mut i32) (i32.const 0))
        (data (i32.const 0) "\00\80\00\00\00\40\00\00" "\14\00\00\00\04\00\00\00" "\00\00\00\00" "seen")
        (func $times (param i32)
            loop
                {slow}
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)))
                (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
            end)
        (func $spin (param i32)
            loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))) end)
        (func $recurse (param i32)
            (if (local.get 0) (then (call $recurse (i32.sub (local.get 0) (i32.const 1))))))
        (func (export "_start") {steps})
        {functions})"#,
        functions = looped.repeat(256)
    );
    wat::parse_str(text).unwrap()
}

/// What shows of a run.
type Ended = (Result<(), String>, Vec<u8>, Stats, String);

fn run(plugin: &CompiledPlugin, stdin: &mut dyn Read, stdin_bytes: Option<u64>) -> Ended {
    let (mut stdout, mut stats, mut trace) = (Vec::new(), Stats::default(), Vec::new());
    let options = RunOptions { stdin_bytes, stats: Some(&mut stats), trace: Some(&mut trace), ..Default::default() };
    let ended = plugin.run(stdin, &mut stdout, &mut std::io::sink(), options);
    let ended = ended.map_err(|error| format!("{error:?}"));
    (ended, stdout, stats, String::from_utf8(trace).unwrap())
}

/// Fuel for what is slow to run out of, and the other not.
const FUEL: u64 = 100_000;
const STACK: usize = 64 << 10;

/// Runs `steps` over so many bytes in each way there is, and says whether that was all of the optimised module.
fn is_optimised(steps: &[Step], bytes: u64) -> bool {
    let (plain, optimised) = (module(steps, true), module(steps, false));
    assert!(pays(&plain));
    let compiled = |when| {
        let optimised = optimised.clone();
        let builder = PluginExecutor::builder().fuel(FUEL).stack_bytes(STACK).optimise(when);
        let executor = builder.optimiser(move |_| Some(optimised.clone())).build();
        executor.compile("", &plain).unwrap()
    };
    let request = vec![b'x'; bytes as usize];
    let [never, always] =
        [Optimise::Never, Optimise::Always].map(|when| run(&compiled(when), &mut &*request, Some(bytes)));
    let auto = compiled(Optimise::Auto);
    let runs = [
        ("a file", run(&auto, &mut &*request, Some(bytes))),
        ("a stream", run(&auto, &mut &*request, None)),
        ("a stream once more", run(&auto, &mut &*request, None)),
        ("a length that is not true", run(&auto, &mut &*request, Some(0))),
        ("another", run(&auto, &mut &*request, Some(u64::MAX))),
    ];
    let is_optimised = never != always && runs[0].1.2 == always.2;
    let expected = if is_optimised { &always } else { &never };
    for (why, ended) in &runs {
        assert_eq!((&ended.0, &ended.1, &ended.2), (&expected.0, &expected.1, &expected.2), "{steps:?} from {why}");
        // What a module did that met a limit, or the other in its place, may be in the trace, too.
        let met_a_limit = never.0.is_err() && !steps.iter().any(|step| matches!(step, Exit(_)));
        assert!(met_a_limit || ended.3 == expected.3, "{steps:?} from {why}: {}", ended.3);
    }
    is_optimised
}

#[test]
fn a_run_that_reads_enough_before_it_writes_is_optimised() {
    for (steps, bytes, expected) in [
        (&[ReadTimes(ENOUGH + 2), Writes][..], AUTO_STDIN_BYTES, true),
        (&[ReadTimes(ENOUGH + 2), Writes], AUTO_STDIN_BYTES - 1, false),
        (&[ReadTimes(ENOUGH + 9), Writes], AUTO_STDIN_BYTES + 9 * PIECE, true),
        (&[ReadTimes(ENOUGH - 1), Writes], AUTO_STDIN_BYTES, false),
        (&[ReadTimes(ENOUGH - 1), Writes, ReadTimes(5)], AUTO_STDIN_BYTES, false),
        (&[ReadTimes(1), Exit(3)], AUTO_STDIN_BYTES, false),
        (&[ReadTimes(ENOUGH), Exit(3)], AUTO_STDIN_BYTES, true),
        (&[ReadTimes(ENOUGH), Exit(0)], AUTO_STDIN_BYTES + 1, true),
        (&[ReadTimes(1)], 0, false),
    ] {
        assert_eq!(is_optimised(steps, bytes), expected, "{steps:?} of {bytes} bytes");
    }
}

/// It makes no difference where a limit ends the plain module alone.
#[test]
fn a_limit_that_one_module_meets_does_not_decide() {
    for (steps, expected) in [
        (&[Spin(9_000), ReadTimes(ENOUGH), Writes][..], true),
        (&[Spin(9_000), ReadTimes(1), Writes], false),
        (&[Spin(u32::MAX / 100), ReadTimes(ENOUGH), Writes], false),
        (&[ReadTimes(ENOUGH), Spin(9_000), Writes], true),
        (&[Recurse(100), ReadTimes(ENOUGH), Writes], true),
        (&[Recurse(100), ReadTimes(1), Writes], false),
    ] {
        assert_eq!(is_optimised(steps, AUTO_STDIN_BYTES), expected, "{steps:?}");
    }
}

/// Nothing is read that the guest has not asked for, and what it writes comes at once.
#[test]
fn a_guest_that_answers_is_not_held_up() {
    struct Talk(Vec<u64>);
    impl Read for Talk {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0.push(buffer.len() as u64);
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }
    let wasm = module(&[ReadTimes(2), Writes, ReadTimes(ENOUGH), Writes], true);
    let plugin = PluginExecutor::builder().optimiser(|_| panic!("it is not asked for")).build();
    let mut talk = Talk(Vec::new());
    let (ended, stdout, stats, _) = run(&plugin.compile("", &wasm).unwrap(), &mut talk, None);
    assert_eq!((ended, &*stdout, stats.stdin_bytes), (Ok(()), &b"seenseen"[..], (ENOUGH + 2) * PIECE));
    assert_eq!(talk.0, vec![PIECE; ENOUGH as usize + 2]);
}

/// A stream that fails is told of once, whichever module the run is of.
#[test]
fn a_stream_that_fails_is_reported() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let wasm = module(&[ReadTimes(1), Writes], true);
    let plugin = PluginExecutor::builder().optimiser(|wasm| Some(wasm.to_vec())).build().compile("", &wasm).unwrap();
    for stdin_bytes in [None, Some(AUTO_STDIN_BYTES)] {
        let options = RunOptions { stdin_bytes, ..Default::default() };
        let ended = plugin.run(&mut Broken, &mut std::io::sink(), &mut std::io::sink(), options);
        assert!(matches!(ended, Err(Error::Io { stream: "stdin", .. })), "{ended:?}");
    }
}

/// A shared module is not copied, and given back once the optimised one is made of it.
#[test]
fn a_shared_module_is_kept_until_it_is_optimised() {
    for (steps, kept_after) in [(&[Exit(0)][..], 2), (&[ReadTimes(ENOUGH), Exit(0)], 1)] {
        let wasm = Arc::new(module(steps, false));
        let executor = PluginExecutor::builder().optimise(Optimise::Auto).build();
        let plugin = executor.compile_shared("", wasm.clone(), None).unwrap();
        assert_eq!(Arc::strong_count(&wasm), 2, "the plugin holds the module itself");
        let mut stdin = std::io::repeat(7).take(ENOUGH * PIECE);
        plugin.run(&mut stdin, &mut std::io::sink(), &mut std::io::sink(), RunOptions::default()).unwrap();
        assert_eq!(Arc::strong_count(&wasm), kept_after, "{steps:?}");
    }
}
