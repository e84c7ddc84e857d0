;; Carries what toolchains say about their work: names and producers.
(module $described
  (@producers (language "Rust" "2024") (processed-by "rustc" "1.95.0"))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "env" "log" (func $log (param i32 i64) (result f64)))
  (memory (export "memory") 17 32)
  (global (export "limit") i32 (i32.const 5))
  (func $copy (export "copy") (param $len i32)
    (memory.copy (i32.const 0) (i32.const 8) (local.get $len)))
  (func $start (export "_start")
    (drop (i32x4.splat (i32.const 1)))
    (call $exit (i32.extend8_s (i32.const 0)))))
