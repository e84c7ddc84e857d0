;; Does nothing, and imports nothing.
(module
  (memory (export "memory") 1)
  (func (export "_start")))
