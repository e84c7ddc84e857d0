;; A plugin that answers with what it was asked: one file, called as the first file to generate code for with
;; `.request` behind it, whose contents are the request.
(module
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 256)
  ;; Where the request begins, and how long it is.
  (global $request i32 (i32.const 65536))
  (global $length (mut i32) (i32.const 0))
  ;; The field 15 of the answer, a file, and of that the field 1, its name, and the field 15, its contents.
  (data (i32.const 16) "\10\03\18\e6\07\20\e9\07\7a")
  (data (i32.const 32) "\7a")
  (data (i32.const 48) ".request")

  ;; Writes `value` at `at` as a varint of five bytes.
  (func $varint (param $at i32) (param $value i32)
    (local $byte i32)
    (loop $next
      (i32.store8 (i32.add (local.get $at) (local.get $byte))
        (i32.or
          (i32.and (local.get $value) (i32.const 0x7f))
          (i32.shl (i32.lt_u (local.get $byte) (i32.const 4)) (i32.const 7))))
      (local.set $value (i32.shr_u (local.get $value) (i32.const 7)))
      (local.set $byte (i32.add (local.get $byte) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $byte) (i32.const 5)))))

  ;; Writes what lies at `from` to stdout.
  (func $put (param $from i32) (param $length i32)
    (loop $again
      (if (local.get $length)
        (then
          (i32.store (i32.const 0) (local.get $from))
          (i32.store (i32.const 4) (local.get $length))
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (local.set $from (i32.add (local.get $from) (i32.load (i32.const 8))))
          (local.set $length (i32.sub (local.get $length) (i32.load (i32.const 8))))
          (br $again)))))

  (func (export "_start")
    (local $name i32)
    (loop $more
      (i32.store (i32.const 0) (i32.add (global.get $request) (global.get $length)))
      (i32.store (i32.const 4) (i32.const 65536))
      (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
      (global.set $length (i32.add (global.get $length) (i32.load (i32.const 8))))
      (br_if $more (i32.load (i32.const 8))))
    ;; A request begins with the first file's name, as the field 1; with what comes behind, it is shorter than 128 bytes.
    (local.set $name (i32.load8_u offset=1 (global.get $request)))
    (call $varint (i32.const 25)
      (i32.add (i32.add (local.get $name) (global.get $length)) (i32.const 16)))
    (call $put (i32.const 16) (i32.const 14))
    (i32.store8 (i32.const 40) (i32.const 10))
    (i32.store8 (i32.const 41) (i32.add (local.get $name) (i32.const 8)))
    (call $put (i32.const 40) (i32.const 2))
    (call $put (i32.add (global.get $request) (i32.const 2)) (local.get $name))
    (call $put (i32.const 48) (i32.const 8))
    (call $varint (i32.const 33) (global.get $length))
    (call $put (i32.const 32) (i32.const 6))
    (call $put (global.get $request) (global.get $length))))
