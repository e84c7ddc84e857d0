;; Atomic instructions on memory that is not shared. Exits with 5.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (i32.atomic.rmw.add (i32.const 16) (i32.const 5)))
    (call $exit (i32.atomic.load (i32.const 16)))))
