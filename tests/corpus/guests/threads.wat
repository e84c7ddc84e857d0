;; What a program with threads does alone: imported shared memory that its start function fills in, atomic instructions, waits.
(module
  (import "env" "memory" (memory 2 16384 shared))
  (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (func $init
    (block $done
      (block $wait
        (block $first
          (br_table $first $wait $done (i32.atomic.rmw.cmpxchg (i32.const 65536) (i32.const 0) (i32.const 1))))
        (memory.init $text (i32.const 1024) (i32.const 0) (i32.const 6))
        (i32.atomic.store (i32.const 65536) (i32.const 2))
        (drop (memory.atomic.notify (i32.const 65536) (i32.const -1)))
        (br $done))
      (drop (memory.atomic.wait32 (i32.const 65536) (i32.const 1) (i64.const -1))))
    (data.drop $text))
  (start $init)
  (func (export "_start") (local $n i64)
    (local.set $n (i64.const 1000))
    (loop $again
      (drop (i64.atomic.rmw.add offset=8 (i32.const 2048) (i64.atomic.rmw16.sub_u (i32.const 2064) (local.get $n))))
      (drop (i64.atomic.rmw32.xor_u (i32.const 2060) (local.get $n)))
      (drop (i64.atomic.rmw8.cmpxchg_u (i32.const 2059) (i64.and (local.get $n) (i64.const 255)) (i64.const 77)))
      (atomic.fence)
      (br_if $again (i32.wrap_i64 (local.tee $n (i64.sub (local.get $n) (i64.const 1))))))
    (drop (memory.atomic.wait64 (i32.const 2048) (i64.const 0) (i64.const 123456789)))
    (drop (call $clock (i32.const 1) (i64.const 1) (i32.const 2048)))
    (i32.store (i32.const 0) (i32.const 1024)) (i32.store (i32.const 4) (i32.const 6))
    (i32.store (i32.const 8) (i32.const 2048)) (i32.store (i32.const 12) (i32.const 32))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 2) (i32.const 16)))
    (call $exit (i32.sub (i32.const 0) (call $spawn (i32.const 0)))))
  (func (export "wasi_thread_start") (param i32 i32))
  (data $text "ready\0a"))
