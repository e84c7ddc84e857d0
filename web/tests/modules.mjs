// Plugins of a few instructions, for what no toolchain makes small.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { MODULES } from "./world.mjs";

const { default: binaryen } = await import(pathToFileURL(join(MODULES, "binaryen/index.js")));

function assemble(text) {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.SIMD128);
  return Buffer.from(module.emitBinary());
}

/** A WASI plugin that makes `vectors` of other letters with one vector instruction. */
export const VECTORS = assemble(`(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\\10\\00\\00\\00\\08\\00\\00\\00")
  (data (i32.const 16) "udbsnqr\\09")
  (func (export "_start")
    (v128.store (i32.const 16)
      (i8x16.add (v128.load (i32.const 16)) (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))`);

/** A GoJS plugin that writes and exits at once; Go's own runtime takes a thousand times as long to begin. */
export const GOJS_AGAIN_AND_AGAIN = assemble(`(module
  (import "gojs" "runtime.wasmWrite" (func $write (param i32)))
  (import "gojs" "runtime.wasmExit" (func $exit (param i32)))
  (memory (export "mem") 1)
  (data (i32.const 1024) "hello")
  (func (export "run") (param i32 i32)
    (i64.store (i32.const 72) (i64.const 1))
    (i64.store (i32.const 80) (i64.const 1024))
    (i32.store (i32.const 88) (i32.const 5))
    (call $write (i32.const 64))
    (i32.store (i32.const 72) (i32.const 0))
    (call $exit (i32.const 64)))
  (func (export "resume"))
  (func (export "getsp") (result i32) (i32.const 64)))`);

/** A WASI plugin that writes its environment and its file /etc/motd to stderr, and nothing to stdout: an empty answer. */
export const TELLS = assemble(`(module
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $environ_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 32) "etc/motd")
  (func (export "_start")
    (drop (call $environ_sizes_get (i32.const 0) (i32.const 12)))
    (drop (call $environ_get (i32.const 1024) (i32.const 2048)))
    (i32.store (i32.const 8) (i32.const 2048))
    (drop (call $fd_write (i32.const 2) (i32.const 8) (i32.const 1) (i32.const 0)))
    (drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 32) (i32.const 8) (i32.const 0)
      (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 4)))
    (i32.store (i32.const 12) (i32.const 1024))
    (drop (call $fd_read (i32.load (i32.const 4)) (i32.const 8) (i32.const 1) (i32.const 12)))
    (drop (call $fd_write (i32.const 2) (i32.const 8) (i32.const 1) (i32.const 0)))))`);
