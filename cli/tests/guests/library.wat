;; A library: what has to be called first leaves a line, which another function writes.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "initialised\0a")
  (func (export "_initialize") (i64.store (i32.const 0) (i64.const 0x0000000c_00000010)))
  (func (export "generate") (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "exit_with_3") (call $exit (i32.const 3)) unreachable)
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "answer") (result i32) (i32.const 42)))
