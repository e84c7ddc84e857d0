;; Imports what nothing provides, and one function with a wrong type.
(module
  (import "env" "emscripten_resize_heap" (func (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
