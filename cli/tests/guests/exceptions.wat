;; Throws, as C++ does with -fwasm-exceptions.
(module (tag $e) (memory (export "memory") 1) (func (export "_start") (throw $e)))
