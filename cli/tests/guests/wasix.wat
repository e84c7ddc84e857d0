;; A program for WASIX.
(module
  (import "wasix_32v1" "proc_fork" (func (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start")))
