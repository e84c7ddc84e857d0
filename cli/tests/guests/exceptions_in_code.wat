;; Catches what it does not throw: no tag tells before the function is called.
(module (memory (export "memory") 1) (func (export "_start") (block (try_table (catch_all 0)))))
