;; Has 9000 pages of memory from the start.
(module
  (memory (export "memory") 9000 10000)
  (func (export "_start")))
