;; Throws and catches by the instructions that came first, as C++ does with -fwasm-exceptions by default.
(module (tag $e) (memory (export "memory") 1) (func (export "_start") try throw $e catch_all end))
