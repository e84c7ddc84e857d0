;; A program that TinyGo has built with its own js ABI (-target=wasm).
(module
  (import "gojs" "runtime.ticks" (func (result f64)))
  (import "gojs" "runtime.sleepTicks" (func (param f64)))
  (import "gojs" "syscall/js.valueGet" (func (param i32 i64 i32 i32)))
  (memory (export "memory") 2)
  (func (export "_start"))
  (func (export "resume"))
  (func (export "go_scheduler")))
