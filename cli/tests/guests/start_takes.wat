;; A _start that takes a value, which nobody gives.
(module (memory (export "memory") 1) (func (export "_start") (param i32)))
