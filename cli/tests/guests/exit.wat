;; Exits with the code that its first argument is, in decimal.
(module
  (import "wasi_snapshot_preview1" "args_get" (func $get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $at i32) (local $code i32) (local $digit i32)
    (drop (call $get (i32.const 0) (i32.const 1024)))
    (local.set $at (i32.load (i32.const 4)))
    (loop $next
      (local.set $digit (i32.load8_u (local.get $at)))
      (if (local.get $digit)
        (then
          (local.set $code
            (i32.add
              (i32.mul (local.get $code) (i32.const 10))
              (i32.sub (local.get $digit) (i32.const 48))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next))))
    (call $exit (local.get $code))))
