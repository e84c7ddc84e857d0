(module
  (type (func (param i32) (result i32)))
  (memory 1)
  (global (mut i32) (i32.const 4096))
  (global (mut i64) (i64.const 0))
  (func (type 0) (local i32)
    global.get 0 local.set 1
    block block block
      local.get 0 br_table 0 1
    end
    local.get 1 global.get 1 i32.wrap_i64 i32.load offset=16 i32.le_u
    if
      local.get 1 i32.const 8 i32.sub local.tee 1 global.set 0
      local.get 1 i64.const 65536 i64.store
      i32.const 0 call 1 global.get 0 local.set 1 br_if 2
    end
    end
    local.get 1 i64.load offset=8 i64.eqz
    if
      local.get 1 i32.const 8 i32.sub local.tee 1 global.set 0
      local.get 1 i64.const 65537 i64.store
      i32.const 0 call 1 global.get 0 local.set 1 br_if 1
    end
    local.get 1 i32.const 8 i32.add local.tee 1 global.set 0 i32.const 0 return
    end i32.const 1)
  (func (type 0) (local i32)
    global.get 0 local.set 1 unreachable))
