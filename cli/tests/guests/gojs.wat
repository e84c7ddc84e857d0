;; Speaks Go's js/wasm ABI: writes its first argument to stdout, and exits with its number of arguments less one.
(module
  (import "gojs" "runtime.wasmWrite" (func $write (param i32)))
  (import "gojs" "runtime.wasmExit" (func $exit (param i32)))
  (memory (export "mem") 1)
  (func (export "run") (param $argc i32) (param $argv i32) (local $at i32)
    ;; The first argument's end.
    (local.set $at (i32.load (local.get $argv)))
    (loop $next
      (if (i32.load8_u (local.get $at)) (then
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next))))
    (i32.store8 (local.get $at) (i32.const 10))
    ;; wasmWrite(fd, p, n), behind the return address.
    (i64.store (i32.const 40008) (i64.const 1))
    (i64.store (i32.const 40016) (i64.load32_u (local.get $argv)))
    (i32.store (i32.const 40024)
      (i32.add (i32.sub (local.get $at) (i32.load (local.get $argv))) (i32.const 1)))
    (call $write (i32.const 40000))
    (i32.store (i32.const 40008) (i32.sub (local.get $argc) (i32.const 1)))
    (call $exit (i32.const 40000)))
  (func (export "resume"))
  (func (export "getsp") (result i32) (i32.const 40000)))
