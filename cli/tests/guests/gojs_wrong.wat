;; Speaks Go's js/wasm ABI badly: with one argument it uses a stack outside its memory, with two a reference that it does
;; not hold, and with more it waits for an event that never comes.
(module
  (import "go" "runtime.nanotime1" (func $nanotime (param i32)))
  (import "go" "syscall/js.valueLength" (func $length (param i32)))
  (memory (export "mem") 1)
  (func (export "run") (param $argc i32) (param $argv i32)
    (if (i32.eq (local.get $argc) (i32.const 1)) (then (call $nanotime (i32.const 65532))))
    (if (i32.eq (local.get $argc) (i32.const 2)) (then
      (i64.store (i32.const 40008) (i64.const 0x7ff800010000002a))
      (call $length (i32.const 40000)))))
  (func (export "resume"))
  (func (export "getsp") (result i32) (i32.const 40000)))
