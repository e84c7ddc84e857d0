;; Writes the names in the directory that its first argument names, without a leading slash, to stdout, each with a line
;; feed, and those of directories with a slash before it. Exits with the errno of opening it.
(module
  (import "wasi_snapshot_preview1" "args_get" (func $get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_readdir" (func $list (param i32 i32 i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 100) "/\n")
  (func $print (param $text i32) (param $length i32)
    (i32.store (i32.const 0) (local.get $text))
    (i32.store (i32.const 4) (local.get $length))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  (func (export "_start") (local $path i32) (local $length i32) (local $errno i32) (local $at i32) (local $end i32)
    (drop (call $get (i32.const 0) (i32.const 1024)))
    (local.set $path (i32.load (i32.const 4)))
    (loop $measure
      (if (i32.load8_u (i32.add (local.get $path) (local.get $length)))
        (then
          (local.set $length (i32.add (local.get $length) (i32.const 1)))
          (br $measure))))
    (local.set $errno
      (call $open (i32.const 3) (i32.const 0) (local.get $path) (local.get $length) (i32.const 2)
        (i64.const 16384) (i64.const 0) (i32.const 0) (i32.const 64)))
    (if (local.get $errno) (then (call $exit (local.get $errno))))
    (drop (call $list (i32.load (i32.const 64)) (i32.const 4096) (i32.const 4096) (i64.const 0) (i32.const 68)))
    (local.set $at (i32.const 4096))
    (local.set $end (i32.add (i32.const 4096) (i32.load (i32.const 68))))
    (loop $entries
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $length (i32.load offset=16 (local.get $at)))
          (call $print (i32.add (local.get $at) (i32.const 24)) (local.get $length))
          (if (i32.eq (i32.load8_u offset=20 (local.get $at)) (i32.const 3))
            (then (call $print (i32.const 100) (i32.const 1))))
          (call $print (i32.const 101) (i32.const 1))
          (local.set $at (i32.add (local.get $at) (i32.add (i32.const 24) (local.get $length))))
          (br $entries))))))
