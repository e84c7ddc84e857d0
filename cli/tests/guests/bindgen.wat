;; A library in Rust that wasm-bindgen has made for JavaScript.
(module
  (import "./plugin_bg.js" "__wbindgen_throw" (func (param i32 i32)))
  (memory (export "memory") 1)
  (func (export "__wbindgen_start"))
  (func (export "__wbindgen_malloc") (param i32 i32) (result i32) (i32.const 0)))
