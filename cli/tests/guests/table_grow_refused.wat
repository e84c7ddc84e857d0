;; The same with a table.
(module
  (memory (export "memory") 1) (table 1 funcref)
  (func (export "_start") (local $n i32)
    (local.set $n (i32.const 2000000))
    (loop $again
      (drop (table.grow 0 (ref.null func) (i32.const -1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
