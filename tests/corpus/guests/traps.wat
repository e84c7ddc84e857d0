;; Traps in the way that its number of arguments says: 1 for its name alone.
(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table 1 funcref)
  (type $nothing (func))
  (func (export "_start")
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (block $overflow (block $remainder (block $division (block $float (block $nan (block $call (block $memory (block $table
      (br_table $table $table $memory $call $nan $float $division $remainder $overflow (i32.load (i32.const 0))))
      (drop (table.get 0 (i32.const 7))))
      (drop (i64.load (i32.const 65529))))
      (call_indirect (type $nothing) (i32.const 0)))
      (drop (i32.trunc_f64_s (f64.const nan))))
      (drop (i64.trunc_f32_u (f32.const -1))))
      (drop (i32.div_u (i32.const 1) (i32.load (i32.const 8)))))
      (drop (i64.rem_s (i64.const 1) (i64.load (i32.const 8)))))
    (drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))))
