(module
  (type (func (param i32) (result i32)))
  (memory 1)
  (global (mut i32) (i32.const 4096))
  (func (type 0) (local i32 i64)
    global.get 0 local.set 1
    local.get 1 i32.const 24 i32.sub local.tee 1 global.set 0
    local.get 1 i64.extend_i32_u i64.const 8 i64.add i32.wrap_i64
    local.get 1 i64.load offset=32 i32.wrap_i64 i64.load i64.store
    local.get 1 i64.load8_u offset=3 i32.wrap_i64 drop
    local.get 1 i64.load offset=33 i32.wrap_i64 drop
    local.get 1 i32.const 24 i32.add local.tee 1 global.set 0
    local.get 1 i32.const 8 i32.add local.tee 1 global.set 0
    i32.const 0 return))
