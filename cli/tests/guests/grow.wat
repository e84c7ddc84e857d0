;; Asks for 16 pages more. When it does not get them: exits with 2 if it has an argument beside its name, else traps.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (if (i32.eq (memory.grow (i32.const 16)) (i32.const -1))
      (then
        (drop (call $sizes (i32.const 0) (i32.const 4)))
        (if (i32.gt_u (i32.load (i32.const 0)) (i32.const 1)) (then (call $exit (i32.const 2))))
        unreachable))))
