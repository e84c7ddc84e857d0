//! WASI guests that want too much when they run.

use crate::module::{NOTHING, module, text};
use crate::{BASE, Guest};
use wasm_encoder::{Function, ValType};

/// All of them.
pub(crate) const GUESTS: &[Guest] = &[
    Guest { mebibytes: BASE + 512, ..ends("memory", "grows its memory for ever, and fills it", memory, CAP) },
    Guest { status: 125, ..ends("memory-floor", "asks for 4 GiB of memory at the start", memory_floor, "needs 4 GiB") },
    // The engine copies a stack that grows, and keeps a frame of 24 bytes for each call beside it.
    Guest { mebibytes: BASE + 512, ..ends("recursion", "calls itself for ever", recursion, STACK) },
    Guest { mebibytes: BASE + 512, ..ends("frames", "calls itself with 30,000 locals each time", frames, STACK) },
    Guest { mebibytes: BASE + 160, ..ends("table", "grows a table for ever", table, "`unreachable`") },
    Guest { status: 125, ..ends("table-floor", "asks for a table of 4 billion elements", table_floor, "4294967295") },
    timed("spin", "never ends", spin),
    timed("start", "never ends, before its first call", start),
    Guest { mebibytes: BASE + 256, ..timed("fill", "fills 256 MiB again and again", fill) },
    Guest { mebibytes: BASE + 256, ..timed("random", "asks for 256 MiB of randomness at a time", random) },
    Guest { mebibytes: BASE + 256, ..timed("write", "writes 256 MiB at a time, to stdout", write) },
    Guest { options: &["--real-clock", "--timeout", "500ms"], ..timed("sleep", "sleeps for centuries", sleep) },
    Guest { options: &["--max-output", "64MiB"], ..ends("stdout", "writes for ever", stdout, "64 MiB to stdout") },
    Guest { options: &["--max-output", "64MiB"], ..ends("stderr", "complains for ever", stderr, "64 MiB to stderr") },
    Guest { options: TRACED, ..ends("trace", "makes short calls for ever", calls, "1 MiB to trace") },
    exits("descriptors", "opens the root again and again", descriptors, EMFILE),
    exits("path", "opens a path of 64 KiB", path, ENAMETOOLONG),
    exits("buffers", "writes 268,435,455 buffers at a time", buffers, EINVAL),
    exits("subscriptions", "waits for 89,478,485 events at a time", subscriptions, EINVAL),
];

const CAP: &str = "(the cap is 512 MiB)";
const STACK: &str = "exhausted its stack of 256 MiB";
const TRACED: &[&str] = &["--trace=/dev/null", "--max-output", "1MiB"];

/// Error codes, by <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#errno>.
const EINVAL: i32 = 28;
const EMFILE: i32 = 33;
const ENAMETOOLONG: i32 = 37;

/// A guest that is stopped, or whose module is refused.
const fn ends(name: &'static str, tries: &'static str, module: fn() -> Vec<u8>, says: &'static str) -> Guest {
    Guest { name, tries, module, options: &[], status: 134, says, mebibytes: BASE }
}

/// A guest that nothing but a deadline stops.
const fn timed(name: &'static str, tries: &'static str, module: fn() -> Vec<u8>) -> Guest {
    let (options, says) = (&["--timeout", "500ms"], "stopped after its time of 500ms ran out");
    Guest { name, tries, module, options, status: 124, says, mebibytes: BASE }
}

/// A guest that exits with the error code of its call.
const fn exits(name: &'static str, tries: &'static str, module: fn() -> Vec<u8>, errno: i32) -> Guest {
    Guest { name, tries, module, options: &[], status: errno, says: "exited with code", mebibytes: BASE }
}

/// A module whose `_start` is `body`, with `$pages` of memory and what it may call.
fn guest(pages: u32, body: &str) -> Vec<u8> {
    text(&format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") {pages})
            (table $table 0 funcref)
            (data (i32.const 0) ".")
            (func $recurse (param i64) (result i64)
                (i64.add (call $recurse (i64.add (local.get 0) (i64.const 1))) (local.get 0)))
            (func (export "_start") (local $at i32) {body}))"#
    ))
}

/// Pages of 64 KiB in 256 MiB.
const QUARTER: u32 = 4096;

fn memory() -> Vec<u8> {
    let body = "(loop $more
        (local.set $at (memory.grow (i32.const 16)))
        (if (i32.eq (local.get $at) (i32.const -1)) (then unreachable))
        (memory.fill (i32.mul (local.get $at) (i32.const 65536)) (i32.const 1) (i32.const 0x100000))
        (br $more))";
    guest(1, body)
}

fn memory_floor() -> Vec<u8> {
    guest(65536, "")
}

fn recursion() -> Vec<u8> {
    guest(1, "(drop (call $recurse (i64.const 0)))")
}

fn frames() -> Vec<u8> {
    let mut body = Function::new([(30_000, ValType::I64)]);
    body.instructions().call(0).end();
    module(|parts| {
        parts.function(NOTHING, &body);
        parts.call_each(1, &body);
    })
}

fn table() -> Vec<u8> {
    let grow = "(table.grow $table (ref.null func) (i32.const 1000))";
    guest(1, &format!("(loop (br_if 0 (i32.ne {grow} (i32.const -1)))) unreachable"))
}

fn table_floor() -> Vec<u8> {
    text(r#"(module (table 4294967295 funcref) (func (export "_start")))"#)
}

fn spin() -> Vec<u8> {
    guest(1, "(loop (br 0))")
}

fn start() -> Vec<u8> {
    text(r#"(module (func $spin (loop (br 0))) (start $spin) (func (export "_start")))"#)
}

fn fill() -> Vec<u8> {
    guest(QUARTER, "(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x10000000)) (br 0))")
}

fn random() -> Vec<u8> {
    guest(QUARTER, "(loop (drop (call $random (i32.const 0) (i32.const 0x10000000))) (br 0))")
}

/// A loop that writes `size` bytes from address 16 to `fd` again and again.
fn writing(pages: u32, fd: u32, size: u32) -> Vec<u8> {
    let body = format!(
        "(i32.store (i32.const 4) (i32.const 16))
        (i32.store (i32.const 8) (i32.const {size}))
        (loop (drop (call $write (i32.const {fd}) (i32.const 4) (i32.const 1) (i32.const 0))) (br 0))"
    );
    guest(pages, &body)
}

fn write() -> Vec<u8> {
    writing(QUARTER + 1, 1, 1 << 28)
}

fn stdout() -> Vec<u8> {
    writing(1, 1, 60_000)
}

fn stderr() -> Vec<u8> {
    writing(1, 2, 60_000)
}

/// Waits for a moment on the monotonic clock that lies centuries ahead.
fn sleep() -> Vec<u8> {
    let body = "(i32.store (i32.const 16) (i32.const 1))
        (i64.store (i32.const 24) (i64.const 0x7fffffffffffffff))
        (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200)))";
    guest(1, body)
}

fn calls() -> Vec<u8> {
    guest(1, "(loop (drop (call $yield)) (br 0))")
}

/// A loop that makes `call` until it fails, and exits with its error code.
fn until_it_fails(call: &str) -> Vec<u8> {
    guest(1, &format!("(loop (br_if 0 (i32.eqz (local.tee $at {call})))) (call $exit (local.get $at))"))
}

fn descriptors() -> Vec<u8> {
    until_it_fails(
        "(call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0)
            (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 8))",
    )
}

fn path() -> Vec<u8> {
    let open = "(call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 65536) (i32.const 0)
        (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0x10008))";
    guest(2, &format!("(memory.fill (i32.const 0) (i32.const 97) (i32.const 65536)) (call $exit {open})"))
}

fn buffers() -> Vec<u8> {
    until_it_fails("(call $write (i32.const 1) (i32.const 16) (i32.const 0x0fffffff) (i32.const 8))")
}

fn subscriptions() -> Vec<u8> {
    until_it_fails("(call $poll (i32.const 0) (i32.const 0) (i32.const 89478485) (i32.const 8))")
}
