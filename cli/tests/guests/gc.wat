;; Has a type of the garbage collector's.
(module (type (struct (field i32))) (memory (export "memory") 1) (func (export "_start")))
