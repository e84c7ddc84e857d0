;; Writes its environment to stdout, a line each.
(module
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "environ_get" (func $get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $at i32)
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (drop (call $get (i32.const 1024) (i32.const 4096)))
    (local.set $at (i32.load (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $at)))
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (if (i32.eqz (i32.load8_u offset=4096 (local.get $at)))
          (then (i32.store8 offset=4096 (local.get $at) (i32.const 10))))
        (br $next)))
    (i32.store (i32.const 0) (i32.const 4096))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
