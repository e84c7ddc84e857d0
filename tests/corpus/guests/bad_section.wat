;; Carries configuration that is no message.
(module
  (memory (export "memory") 1)
  (func (export "_start"))
  (@custom ".bufplugin" "\0a\ff\ff"))
