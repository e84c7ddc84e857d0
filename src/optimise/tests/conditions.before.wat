(module
  (type (func (param i32) (result i32)))
  (memory 1)
  (table 1 funcref)
  (global (mut i32) (i32.const 4096))
  (global (mut i64) (i64.const 0))
  (elem (i32.const 0) func 0)
  (func (type 0) (local i32 i64)
    global.get 0 local.set 1
    block
      local.get 2 i64.eqz i64.extend_i32_u i64.eqz i32.eqz br_if 0
      local.get 2 i64.const 5 i64.lt_s i32.eqz br_if 0
      i32.const 8 local.get 2 i64.store
    end
    local.get 1 i32.const 8 i32.add local.tee 1 global.set 0 i32.const 0 return))
