;; A function that does not validate, which shows when it is called.
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (i32.add (i64.const 1) (i32.const 1)))))
