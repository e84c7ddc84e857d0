//! Guests that fill a scratch layer with whatever takes room there.

use crate::module::text;
use crate::{BASE, Guest};

/// All of them. Each goes on until it is told that the layer is full, and exits with that code.
pub(crate) const GUESTS: &[Guest] = &[
    fills("scratch-files", "creates a million files", files),
    fills("scratch-directories", "makes directories within directories without end", directories),
    fills("scratch-names", "gives a file a million names", names),
    fills("scratch-links", "makes symbolic links of 4096 bytes without end", links),
    fills("scratch-sparse", "writes a byte at every 2^40th place of a file of 2^63 bytes", sparse),
    fills("scratch-contents", "writes for ever, and reserves 2^62 bytes", contents),
];

/// `ENOSPC`, by <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#errno>.
const ENOSPC: i32 = 51;

const fn fills(name: &'static str, tries: &'static str, module: fn() -> Vec<u8>) -> Guest {
    let (options, says) = (&["--scratch", "64MiB"], "filled its scratch layer of 64 MiB");
    Guest { name, tries, module, options, status: ENOSPC, says, mebibytes: BASE + 64 }
}

/// A module that makes `$file` with the descriptor `$fd`, and then does `body` until `$code` is not 0. `$next` writes
/// the number of the round, as eight letters, at address 0.
fn until_it_is_full(body: &str) -> Vec<u8> {
    text(&format!(
        r#"(module
            (import "wasi_snapshot_preview1" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_allocate" (func $allocate (param i32 i64 i64) (result i32)))
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_pwrite" (func $pwrite (param i32 i32 i32 i64 i32) (result i32)))
            (import "wasi_snapshot_preview1" "path_create_directory" (func $mkdir (param i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "path_link"
                (func $link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "path_symlink" (func $symlink (param i32 i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 2)
            (data (i32.const 16) "file")
            (global $round (mut i32) (i32.const 0))
            (func $next (local $at i32)
                (global.set $round (i32.add (global.get $round) (i32.const 1)))
                (loop $letter
                    (i32.store8 (local.get $at) (i32.add (i32.const 97)
                        (i32.and (i32.shr_u (global.get $round) (i32.mul (local.get $at) (i32.const 4))) (i32.const 15))))
                    (br_if $letter (i32.lt_u
                        (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 8)))))
            (func $create (param $name i32) (param $len i32) (result i32)
                (call $open (i32.const 3) (i32.const 0) (local.get $name) (local.get $len) (i32.const 1)
                    (i64.const 0x146) (i64.const 0) (i32.const 0) (i32.const 32)))
            (func (export "_start") (local $code i32) (local $fd i32)
                (memory.fill (i32.const 4096) (i32.const 120) (i32.const 0x10000))
                (drop (call $create (i32.const 16) (i32.const 4)))
                (local.set $fd (i32.load (i32.const 32)))
                (loop $again
                    (call $next)
                    {body}
                    (br_if $again (i32.eqz (local.get $code))))
                (call $exit (local.get $code))))"#
    ))
}

fn files() -> Vec<u8> {
    until_it_is_full(
        "(local.set $code (call $create (i32.const 0) (i32.const 8)))
        (if (i32.eqz (local.get $code)) (then (drop (call $close (i32.load (i32.const 32))))))",
    )
}

fn directories() -> Vec<u8> {
    until_it_is_full(
        "(if (i32.eq (global.get $round) (i32.const 1)) (then (local.set $fd (i32.const 3))))
        (local.set $code (call $mkdir (local.get $fd) (i32.const 0) (i32.const 8)))
        (if (i32.eqz (local.get $code)) (then
            (local.set $code (call $open (local.get $fd) (i32.const 0) (i32.const 0) (i32.const 8) (i32.const 2)
                (i64.const 0x2200) (i64.const 0x2200) (i32.const 0) (i32.const 32)))
            (drop (call $close (local.get $fd)))
            (local.set $fd (i32.load (i32.const 32)))))",
    )
}

fn names() -> Vec<u8> {
    until_it_is_full(
        "(local.set $code (call $link (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4)
            (i32.const 3) (i32.const 0) (i32.const 8)))",
    )
}

fn links() -> Vec<u8> {
    until_it_is_full(
        "(local.set $code (call $symlink (i32.const 4096) (i32.const 4096) (i32.const 3) (i32.const 0) (i32.const 8)))",
    )
}

/// The list of one buffer: a byte, or 64 KiB.
fn buffer(len: u32) -> String {
    format!("(i32.store (i32.const 40) (i32.const 4096)) (i32.store (i32.const 44) (i32.const {len}))")
}

fn sparse() -> Vec<u8> {
    until_it_is_full(&format!(
        "{}
        (local.set $code (call $pwrite (local.get $fd) (i32.const 40) (i32.const 1)
            (i64.and (i64.sub (i64.shl (i64.extend_i32_u (global.get $round)) (i64.const 40)) (i64.const 2))
                (i64.const 0x7fffffffffffffff))
            (i32.const 32)))
        ;; From the 2^23rd round on the places would be the same again.
        (if (i32.eq (global.get $round) (i32.const 0x800000)) (then unreachable))",
        buffer(1)
    ))
}

fn contents() -> Vec<u8> {
    until_it_is_full(&format!(
        "{}
        (if (i32.ne (call $allocate (local.get $fd) (i64.const 0) (i64.const 0x4000000000000000)) (i32.const {ENOSPC}))
            (then unreachable))
        (local.set $code (call $write (local.get $fd) (i32.const 40) (i32.const 1) (i32.const 32)))",
        buffer(1 << 16)
    ))
}
