;; Asks two million times for memory that there is not, as a malloc does that tries again.
(module
  (memory (export "memory") 1)
  (func (export "_start") (local $n i32)
    (local.set $n (i32.const 2000000))
    (loop $again
      (drop (memory.grow (i32.const 100000)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
