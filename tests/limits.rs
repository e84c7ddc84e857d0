//! Guests that want too much: each meets its limit, and the error names it.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bufwasm::host::SystemClock;
use bufwasm::{CancellationToken, Clock, Error, ErrorKind, GuestEnd, Limits, PluginExecutor, RunOptions, Stats};

/// A module whose `_start` is `body`, with `fd_write` imported as `$write` and one page of memory.
fn guest(body: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 1)
            (data (i32.const 0) "\10\00\00\00\00\10\00\00")
            (func $recurse (param i64) (result i64)
                (i64.add (call $recurse (i64.add (local.get 0) (i64.const 1))) (local.get 0)))
            (func (export "_start") {body}))"#
    );
    wat::parse_str(text).expect("the guest is valid text")
}

/// Runs `_start` with the given executor, and nothing on stdin.
fn run(executor: &PluginExecutor, body: &str) -> Result<(), Error> {
    run_with(executor, body, RunOptions::default())
}

fn run_with(executor: &PluginExecutor, body: &str, options: RunOptions<'_>) -> Result<(), Error> {
    let plugin = executor.compile("guest", &guest(body)).expect("the guest compiles");
    plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), options)
}

const SPIN: &str = "(loop (br 0))";
/// Grows page by page until that fails, and then traps.
const HOG: &str = "(loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable";
/// Writes 4096 bytes again and again, to the descriptor that stands for `{fd}`.
const CHATTER: &str = "(loop (drop (call $write (i32.const {fd}) (i32.const 0) (i32.const 1) (i32.const 8))) (br 0))";

#[test]
fn a_guest_that_never_ends_meets_its_deadline() {
    let limit = Duration::from_millis(50);
    let executor = PluginExecutor::builder().timeout(limit, Arc::new(SystemClock::new())).build();
    let error = run(&executor, SPIN).unwrap_err();
    assert!(matches!(error, Error::Timeout { limit: stopped } if stopped == limit), "{error}");
}

#[test]
fn a_guest_that_never_ends_can_be_cancelled_from_another_thread() {
    let token = CancellationToken::new();
    let options = RunOptions { cancel: token.clone(), ..RunOptions::default() };
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(20));
            token.cancel();
        });
        let error = run_with(&PluginExecutor::new(), SPIN, options).unwrap_err();
        assert!(matches!(error, Error::Cancelled), "{error}");
    });
}

/// A clock that a stream moves on, a millisecond at each write.
#[derive(Clone, Default)]
struct Metronome(Arc<AtomicU64>);

impl Clock for Metronome {
    fn realtime(&self) -> u64 {
        self.monotonic()
    }
    fn monotonic(&self) -> u64 {
        self.0.load(Ordering::Relaxed) * 1_000_000
    }
    fn sleep(&self, _: Duration) {}
}

impl Write for Metronome {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_guest_that_spends_its_time_in_host_functions_meets_its_deadline_too() {
    // One that writes 4 KiB a call, and one that writes almost 4 GiB in one call.
    for body in [CHATTER.replace("{fd}", "1"), vast_write()] {
        let mut stdout = Metronome::default();
        let executor = PluginExecutor::builder().timeout(Duration::from_millis(10), Arc::new(stdout.clone())).build();
        let plugin = executor.compile("guest", &guest(&body)).unwrap();
        let ended = plugin.run(&mut io::empty(), &mut stdout, &mut io::sink(), RunOptions::default());
        assert!(matches!(ended, Err(Error::Timeout { .. })), "{ended:?}");
        let writes = stdout.0.load(Ordering::Relaxed);
        assert!((10..1500).contains(&writes), "the guest was stopped after {writes} writes");
    }
}

/// Lists 60 buffers of 64 MiB each, the same one again and again, and writes them with one call.
fn vast_write() -> String {
    r#"(local $at i32)
        (drop (memory.grow (i32.const 1024)))
        (loop $next
            (i32.store (local.get $at) (i32.const 0))
            (i32.store offset=4 (local.get $at) (i32.const 0x4000000))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br_if $next (i32.lt_u (local.get $at) (i32.const 480))))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 60) (i32.const 500)))"#
        .into()
}

/// A clock that moves on by a millisecond whenever it is looked at.
#[derive(Default)]
struct Impatient(AtomicU64);

impl Clock for Impatient {
    fn realtime(&self) -> u64 {
        self.monotonic()
    }
    fn monotonic(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) * 1_000_000
    }
    fn sleep(&self, _: Duration) {}
}

#[test]
fn a_guest_that_reads_a_large_file_again_and_again_is_looked_at_each_time() {
    let wasm = wat::parse_str(
        r#"(module
            (import "wasi_snapshot_preview1" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_pread" (func $read (param i32 i32 i32 i64 i32) (result i32)))
            (memory (export "memory") 129)
            (data (i32.const 0) "file")
            (func (export "_start")
                (if (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0)
                    (i64.const 6) (i64.const 0) (i32.const 0) (i32.const 8)) (then unreachable))
                (i32.store (i32.const 16) (i32.const 64))
                (i32.store (i32.const 20) (i32.const 0x800000))
                (loop
                    (drop (call $read (i32.load (i32.const 8)) (i32.const 16) (i32.const 1) (i64.const 0) (i32.const 12)))
                    (br 0))))"#,
    );
    let limit = Duration::from_millis(10);
    let executor = PluginExecutor::builder().timeout(limit, Arc::new(Impatient::default())).build();
    let plugin = executor.compile("guest", &wasm.unwrap()).unwrap();
    let mut stats = Stats::default();
    let files = vec![bufwasm::fs::File::new("file", vec![0; 8 << 20])];
    let options = RunOptions { files, stats: Some(&mut stats), ..RunOptions::default() };
    let ended = plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), options);
    assert!(matches!(ended, Err(Error::Timeout { .. })), "{ended:?}");
    let reads = stats.host_calls["wasi_snapshot_preview1.fd_pread"];
    assert!((5..20).contains(&reads), "the guest was stopped after {reads} reads of 8 MiB");
}

#[test]
fn the_start_function_is_under_the_same_limits() {
    let wasm = wat::parse_str(r#"(module (func $spin (loop (br 0))) (start $spin) (func (export "_start")))"#).unwrap();
    let plugin = PluginExecutor::builder().fuel(100_000).build().compile("guest", &wasm).unwrap();
    let error = plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), RunOptions::default()).unwrap_err();
    assert!(matches!(error, Error::OutOfFuel { limit: 100_000 }), "{error}");
}

#[test]
fn fuel_is_used_up_and_counted_exactly() {
    let mut stats = Stats::default();
    let options = RunOptions { stats: Some(&mut stats), ..RunOptions::default() };
    let error = run_with(&PluginExecutor::builder().fuel(12_345_678).build(), SPIN, options).unwrap_err();
    assert!(matches!(error, Error::OutOfFuel { limit: 12_345_678 }), "{error}");
    assert!(stats.fuel > 12_345_600 && stats.fuel <= 12_345_678, "used {}", stats.fuel);
}

#[test]
fn every_run_of_a_plugin_uses_the_same_fuel() {
    let body = "(local i32) (loop (local.set 0 (i32.add (local.get 0) (i32.const 1)))
        (memory.fill (i32.const 64) (i32.const 7) (i32.const 60000))
        (br_if 0 (i32.lt_u (local.get 0) (i32.const 50000))))";
    let plugin = PluginExecutor::new().compile("guest", &guest(body)).unwrap();
    let fuel = || {
        let mut stats = Stats::default();
        let options = RunOptions { stats: Some(&mut stats), ..RunOptions::default() };
        plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), options).unwrap();
        stats.fuel
    };
    let first = fuel();
    assert!(first > 40_000_000, "the run is longer than many slices: {first}");
    assert_eq!(first, fuel());
}

#[test]
fn a_guest_that_traps_after_a_refused_growth_is_over_its_memory() {
    let executor = PluginExecutor::builder().memory_pages(100).build();
    let error = run(&executor, HOG).unwrap_err();
    let Error::MemoryLimit { refused_pages: 16, cap: 100, end } = &error else { panic!("{error}") };
    assert!(matches!(&**end, GuestEnd::Trap { .. }), "{error}");
    let message = error.to_string();
    assert!(message.starts_with("the plugin was refused 1 MiB more memory (the cap is 6.25 MiB)"), "{message}");
}

#[test]
fn a_guest_that_exits_after_a_refused_growth_is_over_its_memory_too() {
    let executor = PluginExecutor::builder().memory_pages(100).build();
    let body = HOG.replace("unreachable", "(call $exit (i32.const 2))");
    let error = run(&executor, &body).unwrap_err();
    assert!(matches!(error, Error::MemoryLimit { .. }), "{error}");
    assert_eq!(error.exit_code(), Some(2));
}

#[test]
fn a_refused_growth_that_the_guest_survives_is_no_error() {
    let executor = PluginExecutor::builder().memory_pages(100).build();
    let mut stats = Stats::default();
    let options = RunOptions { stats: Some(&mut stats), ..RunOptions::default() };
    run_with(&executor, &HOG.replace("unreachable", ""), options).unwrap();
    assert_eq!((stats.peak_pages, stats.refused_grows), (97, 1));
}

#[test]
fn a_module_that_needs_more_than_the_cap_is_refused_with_both_numbers() {
    let wasm = wat::parse_str(r#"(module (memory 9000) (func (export "_start")))"#).unwrap();
    let Err(error) = PluginExecutor::new().compile("guest", &wasm) else { panic!("compiled") };
    assert!(matches!(error, Error::MemoryFloor { needed: 9000, cap: 8192 }), "{error}");
}

#[test]
fn endless_recursion_exhausts_the_stack() {
    let executor = PluginExecutor::builder().stack_bytes(1 << 20).build();
    let error = run(&executor, "(drop (call $recurse (i64.const 0)))").unwrap_err();
    assert!(matches!(error, Error::StackExhausted { limit: 1_048_576, .. }), "{error}");
    let error = run(&PluginExecutor::new(), "(drop (call $recurse (i64.const 0)))").unwrap_err();
    assert!(matches!(error, Error::StackExhausted { .. }), "{error}");
}

#[test]
fn output_without_end_meets_its_limit_on_either_stream() {
    let limits = Limits { stdout_bytes: Some(1 << 20), stderr_bytes: Some(1 << 16), ..Limits::default() };
    let executor = PluginExecutor::builder().limits(limits).build();
    for (fd, name, bytes) in [("1", "stdout", 1 << 20), ("2", "stderr", 1 << 16)] {
        let error = run(&executor, &CHATTER.replace("{fd}", fd)).unwrap_err();
        assert!(matches!(error, Error::OutputLimit { stream, limit } if (stream, limit) == (name, bytes)), "{error}");
    }
}

#[test]
fn a_trap_is_told_in_the_engines_words() {
    for (body, words) in [
        ("unreachable", "unreachable"),
        ("(drop (i32.div_u (i32.const 1) (i32.const 0)))", "divide by zero"),
        ("(drop (i32.load (i32.const 65536)))", "out of bounds memory access"),
    ] {
        let error = run(&PluginExecutor::new(), body).unwrap_err();
        let Error::Trap { message, .. } = &error else { panic!("{error}") };
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn a_segment_that_does_not_fit_traps() {
    for (segment, words) in [
        ("(memory 1) (data (i32.const 65536) \"x\")", "out of bounds memory access"),
        ("(table 1 funcref) (elem (i32.const 1) $start)", "out of bounds table access"),
    ] {
        let wasm = wat::parse_str(format!("(module {segment} (func $start (export \"_start\")))")).unwrap();
        let plugin = PluginExecutor::new().compile("", &wasm).unwrap();
        let error = plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), RunOptions::default()).unwrap_err();
        let Error::Trap { message, .. } = &error else { panic!("{error}") };
        assert!(message.contains(words), "{message}");
    }
}

/// The interpreter reads these instructions back in another layout than it wrote them in.
#[test]
fn lanes_are_stored_where_they_should_be() {
    for (width, lane, stored) in [("8", "1", 0x17), ("16", "2", 0x2625)] {
        for memory_and_offset in ["0 offset=70000", "1", "1 offset=70000"] {
            for address in ["(i32.const 8)", "(local.get $address)", "(i32.add (local.get $address) (i32.const 0))"] {
                let expected = format!("(i32.load {memory_and_offset} (i32.const 8)) (i32.const {stored})");
                let wasm = wat::parse_str(format!(
                    r#"(module (memory 2) (memory 2) (func (export "_start") (local $address i32) (local $vector v128)
                        (local.set $address (i32.const 8))
                        (local.set $vector (v128.const i8x16 0 0x17 0 0 0x25 0x26 0 0 0 0 0 0 0 0 0 0))
                        (v128.store{width}_lane {memory_and_offset} {lane} {address} (local.get $vector))
                        (if (i32.ne {expected}) (then unreachable))))"#
                ));
                let plugin = PluginExecutor::new().compile("", &wasm.unwrap()).unwrap();
                let run = plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), RunOptions::default());
                assert!(run.is_ok(), "{width} {memory_and_offset} {address}: {run:?}");
            }
        }
    }
}

#[test]
fn a_broken_stream_of_the_host_is_named() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is on fire"))
        }
    }
    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let body = "(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))";
    let plugin = PluginExecutor::new().compile("guest", &guest(body)).unwrap();
    let error = plugin.run(&mut Broken, &mut Broken, &mut io::sink(), RunOptions::default()).unwrap_err();
    assert!(matches!(&error, Error::Io { stream: "stdout", source } if source.kind() == io::ErrorKind::BrokenPipe));
}

#[test]
fn a_panic_of_the_callers_stream_is_the_callers_again_and_harms_no_later_run() {
    struct Panics;
    impl Write for Panics {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            panic!("the stream is broken beyond words")
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let body = "(drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))";
    let plugin = PluginExecutor::new().compile("guest", &guest(body)).unwrap();
    let run = || plugin.run(&mut io::empty(), &mut Panics, &mut io::sink(), RunOptions::default());
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"the stream is broken beyond words"));
    let mut stdout = Vec::new();
    plugin.run(&mut io::empty(), &mut stdout, &mut io::sink(), RunOptions::default()).unwrap();
    assert_eq!(stdout.len(), 4096);
}

#[test]
fn imports_that_nothing_provides_are_listed_together_before_anything_runs() {
    let wasm = wat::parse_str(
        r#"(module
            (import "env" "emscripten_notify" (func (param i32)))
            (import "wasi_snapshot_preview1" "random_get" (func (param i64 i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
            (import "env" "memory" (memory 1))
            (import "env" "table" (table 1 funcref))
            (func (export "_start") unreachable))"#,
    )
    .unwrap();
    let Err(error) = PluginExecutor::new().compile("guest", &wasm) else { panic!("compiled") };
    assert_eq!(
        error.to_string(),
        "the module imports what its ABI, wasi, does not provide: env.emscripten_notify func (i32), \
         wasi_snapshot_preview1.random_get func (i64, i32) -> i32 (provided as func (i32, i32) -> i32), \
         env.table table 1 funcref"
    );
}

#[test]
fn one_hundred_runs_of_one_plugin_at_the_same_time_do_not_see_each_other() {
    let body = "(local i32) (loop (local.set 0 (i32.add (local.get 0) (i32.const 1)))
        (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
        (br_if 0 (i32.lt_u (local.get 0) (i32.const 20))))";
    let plugin = PluginExecutor::new().compile("guest", &guest(body)).unwrap();
    let output = || {
        let mut stdout = Vec::new();
        plugin.run(&mut io::empty(), &mut stdout, &mut io::sink(), RunOptions::default()).unwrap();
        stdout
    };
    let expected = output();
    assert_eq!(expected.len(), 20 * 4096);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..100).map(|_| scope.spawn(output)).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), expected);
        }
    });
}

#[test]
fn arguments_and_environment_that_no_guest_could_see_are_refused() {
    for (options, message) in [
        (RunOptions { args: vec!["a\0b".into()], ..Default::default() }, r#"argument "a\0b" holds a NUL byte"#),
        (
            RunOptions { env: vec!["KEY".into()], ..Default::default() },
            r#"the environment entry "KEY" is not KEY=VALUE"#,
        ),
        (RunOptions { env: vec!["=x".into()], ..Default::default() }, r#"the environment entry "=x" is not KEY=VALUE"#),
        (RunOptions { env: vec!["K=\0".into()], ..Default::default() }, r#"environment entry "K=\0" holds a NUL byte"#),
    ] {
        let error = run_with(&PluginExecutor::new(), "", options).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn what_a_program_returns_tells_nothing() {
    for (ty, result) in [("(result i32)", "i32.const 7"), ("(result i64 f32)", "i64.const 1 f32.const 2")] {
        let wasm =
            wat::parse_str(format!(r#"(module (memory (export "memory") 1) (func (export "_start") {ty} {result}))"#));
        let plugin = PluginExecutor::new().compile("guest", &wasm.unwrap()).unwrap();
        plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), RunOptions::default()).expect(ty);
    }
}

#[test]
fn functions_that_take_what_nobody_gives_are_refused_before_they_run() {
    for (fields, message) in [
        (r#"(func (export "_start") (param i32))"#, "_start takes (i32), and is called with no arguments"),
        (
            r#"(func (export "run") (param i32)) (func (export "resume"))"#,
            "run takes (i32), and is called with (i32, i32)",
        ),
        (
            r#"(func (export "_start")) (func $f (param i32 f64)) (start $f)"#,
            "the start function takes (i32, f64), and is called with no arguments",
        ),
    ] {
        let wasm = wat::parse_str(format!("(module {fields})")).unwrap();
        let error = PluginExecutor::new().compile("guest", &wasm).map(drop).unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string()),
            (ErrorKind::BadModule, format!("not a module that can be run: {message}"))
        );
    }
}

#[test]
fn a_name_that_is_kept_for_the_host_is_not_the_start_function() {
    let wasm = |start| {
        wat::parse_str(format!(
            r#"(module (func $spin (export "bufwasm:start") (loop (br 0))) (func (export "_start")) {start})"#
        ))
        .unwrap()
    };
    let plugin = PluginExecutor::new().compile("guest", &wasm("")).unwrap();
    plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), RunOptions::default()).unwrap();
    let error = PluginExecutor::new().compile("guest", &wasm("(start $spin)")).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadModule, "{error}");
}

#[test]
fn a_plugin_that_fails_in_a_full_layer_is_told_so() {
    let text = r#"(module
        (import "wasi_snapshot_preview1" "path_create_directory" (func $mkdir (param i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (memory (export "memory") 1)
        (func (export "_start") (local $code i32)
            (loop $again
                (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
                (i32.store8 (i32.const 4) (i32.or (i32.const 64) (i32.and (i32.load (i32.const 0)) (i32.const 15))))
                (i32.store8 (i32.const 5) (i32.or (i32.const 64) (i32.shr_u (i32.load (i32.const 0)) (i32.const 4))))
                (local.set $code (call $mkdir (i32.const 3) (i32.const 4) (i32.const 2)))
                (br_if $again (i32.eqz (local.get $code))))
            (call $exit (local.get $code))))"#;
    let executor = PluginExecutor::builder().scratch_bytes(100_000).build();
    let plugin = executor.compile("guest", &wat::parse_str(text).unwrap()).unwrap();
    let ended = plugin.run(&mut io::empty(), &mut io::sink(), &mut io::sink(), RunOptions::default());
    let error = ended.unwrap_err();
    let Error::ScratchLimit { wanted, limit: 100_000, .. } = error else { panic!("{error}") };
    assert!((100_001..102_000).contains(&wanted), "{wanted}");
    assert_eq!((error.kind(), error.exit_code()), (ErrorKind::PluginExit, Some(51)), "ENOSPC");
    assert_eq!(error.to_string(), "the plugin filled its scratch layer of 100000 bytes and exited with code 51");
    assert_eq!(error.remedy().and_then(|remedy| remedy.to), Some(200_000));
}
