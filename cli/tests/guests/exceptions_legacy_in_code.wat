;; The same, and no tag tells of it before the function is called.
(module (memory (export "memory") 1) (func (export "_start") try catch_all end))
