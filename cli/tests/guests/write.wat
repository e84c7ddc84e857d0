;; Creates the file that its first argument names, without a leading slash. Exits with the errno of that.
(module
  (import "wasi_snapshot_preview1" "args_get" (func $get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (local $path i32) (local $length i32)
    (drop (call $get (i32.const 0) (i32.const 1024)))
    (local.set $path (i32.load (i32.const 4)))
    (loop $measure
      (if (i32.load8_u (i32.add (local.get $path) (local.get $length)))
        (then
          (local.set $length (i32.add (local.get $length) (i32.const 1)))
          (br $measure))))
    (call $exit
      (call $open (i32.const 3) (i32.const 0) (local.get $path) (local.get $length) (i32.const 1)
        (i64.const 64) (i64.const 0) (i32.const 0) (i32.const 64)))))
