//! Guests of Go's js/wasm ABI that want too much of JavaScript.

use crate::module::text;
use crate::{BASE, Guest};

/// All of them.
pub(crate) const GUESTS: &[Guest] = &[
    // What objects take is counted about, not to the byte.
    ends("objects", "makes functions for ever", objects, OBJECTS, BASE + 640),
    ends("strings", "makes strings of 1 MiB for ever", strings, OBJECTS, BASE + 640),
    ends("arrays", "makes arrays of 16 MiB for ever", arrays, OBJECTS, BASE + 640),
    ends("queue", "calls fs for ever, and waits for no answer", queue, OBJECTS, BASE + 640),
    ends("timers", "sets timers for ever", timers, "too many timers", BASE + 256),
    // 36 stacks of a quarter each, with the frames beside them.
    ends("nested-calls", "exhausts a stack in each of its nested calls", nested_calls, "unreachable", BASE + 36 * 100),
];

const OBJECTS: &str = "JavaScript objects take more than 512 MiB";

const fn ends(
    name: &'static str,
    tries: &'static str,
    module: fn() -> Vec<u8>,
    says: &'static str,
    mebibytes: u64,
) -> Guest {
    Guest { name, tries, module, options: &[], status: 134, says, mebibytes }
}

/// A module whose `run` is `run`, and whose `resume` is `resume`. What Go's stack would hold begins at 1000.
///
/// The references to `globalThis` and `go` are those of `wasm_exec.js`, objects with the ids 5 and 6.
fn guest(run: &str, resume: &str) -> Vec<u8> {
    text(&format!(
        r#"(module
            (import "gojs" "runtime.scheduleTimeoutEvent" (func $timer (param i32)))
            (import "gojs" "syscall/js.stringVal" (func $string (param i32)))
            (import "gojs" "syscall/js.valueGet" (func $get (param i32)))
            (import "gojs" "syscall/js.valueCall" (func $method (param i32)))
            (import "gojs" "syscall/js.valueInvoke" (func $invoke (param i32)))
            (import "gojs" "syscall/js.valueNew" (func $new (param i32)))
            (memory (export "mem") 32)
            (global $global i64 (i64.const 0x7ff8000100000005))
            (global $go i64 (i64.const 0x7ff8000100000006))
            (global $function (mut i64) (i64.const 0))
            (data (i32.const 100) "_makeFuncWrapper")
            (data (i32.const 120) "Uint8Array")
            (data (i32.const 140) "fs")
            (data (i32.const 150) "fstat")
            ;; The function that the guest calls itself: `go._makeFuncWrapper(1)`.
            (func $wrap
                (f64.store (i32.const 500) (f64.const 1))
                (i64.store (i32.const 1008) (global.get $go))
                (i64.store (i32.const 1016) (i64.const 100)) (i64.store (i32.const 1024) (i64.const 16))
                (i64.store (i32.const 1032) (i64.const 500)) (i64.store (i32.const 1040) (i64.const 1))
                (call $method (i32.const 1000))
                (global.set $function (i64.load (i32.const 1056))))
            ;; `globalThis[name]`, for a name of `len` bytes.
            (func $property (param $name i64) (param $len i64) (result i64)
                (i64.store (i32.const 1008) (global.get $global))
                (i64.store (i32.const 1016) (local.get $name)) (i64.store (i32.const 1024) (local.get $len))
                (call $get (i32.const 1000))
                (i64.load (i32.const 1032)))
            (func $dig (param $depth i32) (local i64 i64 i64 i64 i64 i64 i64 i64)
                (if (i32.eqz (local.get $depth)) (then
                    (i64.store (i32.const 1008) (global.get $function))
                    (i64.store (i32.const 1016) (i64.const 500)) (i64.store (i32.const 1024) (i64.const 0))
                    (call $invoke (i32.const 1000))
                    unreachable))
                (call $dig (i32.sub (local.get $depth) (i32.const 1))))
            (func (export "run") (param i32 i32) (local $object i64) {run})
            (func (export "resume") {resume})
            (func (export "getsp") (result i32) (i32.const 1000)))"#
    ))
}

fn objects() -> Vec<u8> {
    guest("(loop (call $wrap) (br 0))", "")
}

fn strings() -> Vec<u8> {
    let run = "(i64.store (i32.const 1008) (i64.const 0)) (i64.store (i32.const 1016) (i64.const 0x100000))
        (loop
            ;; Equal strings have one reference.
            (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
            (call $string (i32.const 1000))
            (br 0))";
    guest(run, "")
}

fn arrays() -> Vec<u8> {
    let run = "(local.set $object (call $property (i64.const 120) (i64.const 10)))
        (f64.store (i32.const 500) (f64.const 16777216))
        (loop
            (i64.store (i32.const 1008) (local.get $object))
            (i64.store (i32.const 1016) (i64.const 500)) (i64.store (i32.const 1024) (i64.const 1))
            (call $new (i32.const 1000))
            (br 0))";
    guest(run, "")
}

fn queue() -> Vec<u8> {
    let run = "(call $wrap)
        (local.set $object (call $property (i64.const 140) (i64.const 2)))
        (f64.store (i32.const 500) (f64.const 1))
        (i64.store (i32.const 508) (global.get $function))
        (loop
            (i64.store (i32.const 1008) (local.get $object))
            (i64.store (i32.const 1016) (i64.const 150)) (i64.store (i32.const 1024) (i64.const 5))
            (i64.store (i32.const 1032) (i64.const 500)) (i64.store (i32.const 1040) (i64.const 2))
            (call $method (i32.const 1000))
            (br 0))";
    guest(run, "")
}

fn timers() -> Vec<u8> {
    guest("(i64.store (i32.const 1008) (i64.const 1000)) (loop (call $timer (i32.const 1000)) (br 0))", "")
}

/// Goes down until its stack is almost used up, and lets JavaScript call it there, where it goes down again.
fn nested_calls() -> Vec<u8> {
    guest("(call $wrap) (call $dig (i32.const 625000))", "(call $dig (i32.const 625000))")
}
