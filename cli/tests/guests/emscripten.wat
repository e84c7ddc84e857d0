;; A program that Emscripten has linked for its own JavaScript.
(module
  (import "env" "emscripten_resize_heap" (func (param i32) (result i32)))
  (import "env" "__syscall_openat" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
