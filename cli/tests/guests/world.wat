;; Writes to stdout what it sees of time (the realtime clock, 8 bytes) and of randomness (8 bytes).
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\10\00\00\00")
  (func (export "_start")
    (drop (call $clock (i32.const 0) (i64.const 1) (i32.const 8)))
    (drop (call $random (i32.const 16) (i32.const 8)))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))))
