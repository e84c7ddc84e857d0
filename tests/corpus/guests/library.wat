;; A library, whose configuration has its function called; writes in which order its functions are.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $start (i32.store8 (i32.const 64) (i32.const 0x73)))
  (start $start)
  (func (export "_initialize") (i32.store8 (i32.const 65) (i32.const 0x69)))
  (func (export "generate")
    (i32.store8 (i32.const 66) (i32.const 0x67))
    (i32.store (i32.const 0) (i32.const 64))
    (i32.store (i32.const 4) (i32.const 3))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
  ;; The function to call 4: "generate".
  (@custom ".bufplugin" "\22\08generate"))
