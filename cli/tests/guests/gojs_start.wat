;; Imports what Go's js/wasm ABI provides, and starts as a program of WASI does.
(module
  (import "gojs" "runtime.wasmExit" (func (param i32)))
  (func (export "_start")))
