//! Atomic instructions, run through the engine and compared with what they mean.

use crate::{Clock, Error, PluginExecutor, RunOptions};

/// What a plugin leaves in the first 24 bytes of its memory, or how it failed. Memory begins with `before`.
fn left(memory: &str, before: &[u8], start: &str) -> Result<Vec<u8>, Error> {
    let before: String = before.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let text = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            {memory} (data (i32.const 0) "{before}") (data (i32.const 32) "\00\00\00\00\18\00\00\00")
            (func (export "_start") {start}
                (drop (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 48)))))"#
    );
    let plugin = PluginExecutor::new().compile("", &wat::parse_str(text).unwrap())?;
    let mut out = Vec::new();
    plugin.run(&mut &b""[..], &mut out, &mut std::io::sink(), RunOptions::default())?;
    Ok(out)
}

const OWN: &str = r#"(memory (export "memory") 1)"#;
const SHARED: &str = r#"(memory (export "memory") 1 1 shared)"#;

/// What the instruction `name` makes of what is there: what it leaves, and what it answers, if it does.
fn meaning(name: &str, there: u64, operands: [u64; 2], mask: u64) -> (u64, Option<u64>) {
    let [value, other] = operands;
    let kept = match name {
        "load" => return (there, Some(there)),
        "store" => return (value & mask, None),
        "add" => there.wrapping_add(value),
        "sub" => there.wrapping_sub(value),
        "and" => there & value,
        "or" => there | value,
        "xor" => there ^ value,
        "xchg" => value,
        "cmpxchg" if there == value => other,
        "cmpxchg" => there,
        name => panic!("{name}"),
    };
    (kept & mask, Some(there))
}

#[test]
fn every_atomic_access_does_what_it_says() {
    let before: Vec<u8> = (0..24).map(|byte| 0xe0 + byte).collect();
    for (ty, bytes) in [("i32", 4), ("i64", 8), ("i32", 1), ("i32", 2), ("i64", 1), ("i64", 2), ("i64", 4)] {
        let whole = if ty == "i32" { 4 } else { 8 };
        let part = if bytes == whole { String::new() } else { (bytes * 8).to_string() };
        let zeros = if bytes == whole { "" } else { "_u" };
        let mask = u64::MAX >> (64 - bytes * 8);
        let all = u64::MAX >> (64 - whole * 8);
        let there = u64::from_le_bytes(before[8..16].try_into().unwrap()) & mask;
        for name in ["load", "store", "add", "sub", "and", "or", "xor", "xchg", "cmpxchg"] {
            for operands in [[0x0123_4567_89ab_cdef, 7], [there, 0x5555_6666_7777_8888], [there ^ all ^ mask, 9]] {
                let operands = operands.map(|operand| operand & all);
                let values = |count: usize| {
                    operands[..count].iter().map(|value| format!("({ty}.const {value})")).collect::<Vec<_>>().join(" ")
                };
                let (instruction, values) = match name {
                    "load" => (format!("{ty}.atomic.load{part}{zeros}"), String::new()),
                    "store" => (format!("{ty}.atomic.store{part}"), values(1)),
                    "cmpxchg" => (format!("{ty}.atomic.rmw{part}.cmpxchg{zeros}"), values(2)),
                    name => (format!("{ty}.atomic.rmw{part}.{name}{zeros}"), values(1)),
                };
                let (kept, answer) = meaning(name, there, operands, mask);
                let access = format!("({instruction} offset=8 (i32.const 0) {values})");
                let start = if answer.is_some() { format!("({ty}.store (i32.const 16) {access})") } else { access };
                let mut expected = before.clone();
                expected[8..8 + bytes].copy_from_slice(&kept.to_le_bytes()[..bytes]);
                if let Some(answer) = answer {
                    expected[16..16 + whole].copy_from_slice(&answer.to_le_bytes()[..whole]);
                }
                for memory in [OWN, SHARED] {
                    assert_eq!(left(memory, &before, &start).unwrap(), expected, "{start}");
                }
            }
        }
    }
}

#[test]
fn an_address_is_a_multiple_of_the_width_and_inside_memory() {
    let outside = "out of bounds memory access";
    for (start, message) in [
        ("(drop (i32.atomic.load (i32.const 2)))", "unaligned atomic"),
        ("(drop (i32.atomic.load16_u (i32.const 3)))", "unaligned atomic"),
        ("(drop (i32.atomic.load8_u (i32.const 3)))", ""),
        ("(drop (i64.atomic.load offset=4 (i32.const 0)))", "unaligned atomic"),
        ("(drop (i64.atomic.load offset=4 (i32.const 4)))", ""),
        ("(i64.atomic.store offset=65540 (i32.const -4) (i64.const 1))", outside),
        ("(i32.atomic.store (i32.const 65536) (i32.const 1))", outside),
        ("(drop (i64.atomic.rmw32.add_u (i32.const 6) (i64.const 1)))", "unaligned atomic"),
        ("(drop (i32.atomic.rmw8.xchg_u (i32.const 65536) (i32.const 1)))", outside),
        ("(drop (memory.atomic.notify (i32.const 2) (i32.const 1)))", "unaligned atomic"),
        ("(drop (memory.atomic.notify (i32.const 65536) (i32.const 1)))", outside),
        ("(drop (memory.atomic.wait64 (i32.const 4) (i64.const 1) (i64.const 0)))", "unaligned atomic"),
    ] {
        let ended = left(OWN, b"", start);
        let found = match &ended {
            Ok(_) => String::new(),
            Err(Error::Trap { message, .. }) => message.clone(),
            Err(error) => panic!("{start}: {error}"),
        };
        assert!(found.contains(message) && found.is_empty() == message.is_empty(), "{start}: {found}");
    }
}

#[test]
fn waits_end_by_their_timeout_alone() {
    let keep = |call: &str| format!("(i32.store (i32.const 8) {call})");
    for (call, answer) in [
        ("(memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1))", 1),
        ("(memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 5))", 2),
        ("(memory.atomic.wait64 (i32.const 0) (i64.const 1) (i64.const -1))", 1),
        ("(memory.atomic.wait64 (i32.const 0) (i64.const 0) (i64.const 0))", 2),
        ("(memory.atomic.notify (i32.const 0) (i32.const 9))", 0),
        ("(block (result i32) atomic.fence i32.const 3)", 3),
    ] {
        assert_eq!(left(SHARED, b"", &keep(call)).unwrap()[8], answer, "{call}");
    }
    let for_ever = left(SHARED, b"", &keep("(memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1))"));
    assert_eq!(
        for_ever.unwrap_err().to_string(),
        "the plugin trapped: waits for another thread, of which there is none"
    );
}

#[test]
fn a_wait_passes_by_the_guests_clock() {
    struct Counted(std::sync::atomic::AtomicU64);
    impl Clock for Counted {
        fn realtime(&self) -> u64 {
            0
        }
        fn monotonic(&self) -> u64 {
            self.0.load(std::sync::atomic::Ordering::Relaxed)
        }
        fn resolution(&self) -> u64 {
            1
        }
        fn sleep(&self, duration: std::time::Duration) {
            self.0.fetch_add(duration.as_nanos() as u64, std::sync::atomic::Ordering::Relaxed);
        }
    }
    let text = r#"(module (memory (export "memory") 1 1 shared)
        (func (export "_start")
            (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 12345678)))))"#;
    let clock = std::sync::Arc::new(Counted(0.into()));
    let executor = PluginExecutor::builder().real_clock(clock.clone()).build();
    let plugin = executor.compile("", &wat::parse_str(text).unwrap()).unwrap();
    plugin.run(&mut &b""[..], &mut std::io::sink(), &mut std::io::sink(), RunOptions::default()).unwrap();
    assert_eq!(clock.monotonic(), 12_345_678);
}

/// The memory that an instruction names is the one that it reads and changes, and a wait, too, takes one that is not shared.
#[test]
fn each_memory_has_its_own_atomics() {
    let memories = format!(r#"{OWN} (memory $other 1) (data (memory $other) (i32.const 0) "\05")"#);
    let kept = |access: &str| left(&memories, b"", &format!("(i32.store8 (i32.const 8) {access})")).unwrap();
    for (access, answer, there) in [
        ("(i32.atomic.rmw.add $other (i32.const 0) (i32.const 2))", 5, 0),
        ("(i32.atomic.load $other (i32.const 0))", 5, 0),
        ("(i32.atomic.rmw.xchg (i32.const 0) (i32.const 3))", 0, 3),
        ("(memory.atomic.wait32 $other (i32.const 0) (i32.const 5) (i64.const 1))", 2, 0),
        ("(memory.atomic.wait32 $other (i32.const 0) (i32.const 0) (i64.const 1))", 1, 0),
        ("(memory.atomic.notify $other (i32.const 0) (i32.const 1))", 0, 0),
    ] {
        let left = kept(access);
        assert_eq!((left[8], left[0]), (answer, there), "{access}");
    }
}

#[test]
fn an_instruction_that_is_not_valid_stays_so() {
    let wrong = wat::parse_str(
        r#"(module (memory (export "memory") 1) (func (export "_start") (drop (i32.atomic.load (i32.const 0)))))"#,
    );
    let mut wasm = wrong.unwrap();
    let alignment = wasm.windows(3).position(|bytes| bytes == [0xfe, 0x10, 2]).unwrap() + 2;
    wasm[alignment] = 1;
    let plugin = PluginExecutor::new().compile("", &wasm).unwrap();
    let ended = plugin.run(&mut &b""[..], &mut std::io::sink(), &mut std::io::sink(), RunOptions::default());
    assert!(matches!(ended, Err(Error::BadModule(_))), "{ended:?}");
}

/// In the shape of what wasm-ld makes of a program with threads: the first thread fills memory in, the others wait for it.
#[test]
fn memory_that_the_start_function_fills_in_is_shared_with_nobody() {
    let text = r#"(module
        (import "env" "memory" (memory 2 16384 shared))
        (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (func $init
            (block $done (block $wait (block $first
                (br_table $first $wait $done (i32.atomic.rmw.cmpxchg (i32.const 65536) (i32.const 0) (i32.const 1))))
                (memory.init $text (i32.const 1024) (i32.const 0) (i32.const 6))
                (memory.fill (i32.const 2048) (i32.const 0) (i32.const 100))
                (i32.atomic.store (i32.const 65536) (i32.const 2))
                (drop (memory.atomic.notify (i32.const 65536) (i32.const -1)))
                (br $done))
              (drop (memory.atomic.wait32 (i32.const 65536) (i32.const 1) (i64.const -1))))
            (data.drop $text))
        (start $init)
        (func (export "_start")
            (i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const 6))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
            (call $exit (i32.lt_s (call $spawn (i32.const 0)) (i32.const 0))))
        (func (export "wasi_thread_start") (param i32 i32))
        (data $text "ready\0a"))"#;
    let plugin = PluginExecutor::new().compile("", &wat::parse_str(text).unwrap()).unwrap();
    let mut out = Vec::new();
    let ended = plugin.run(&mut &b""[..], &mut out, &mut std::io::sink(), RunOptions::default());
    assert_eq!((&out[..], ended.unwrap_err().exit_code()), (&b"ready\n"[..], Some(1)));
}
