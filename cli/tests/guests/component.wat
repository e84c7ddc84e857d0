;; A component, as toolchains make them for WASI preview 2 (wasip2).
(component)
