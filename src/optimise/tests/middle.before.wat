(module
  (type (func (param i32) (result i32)))
  (memory 1)
  (global (mut i32) (i32.const 4096))
  (func (type 0) (local i32 i64)
    global.get 0 local.set 1
    block loop block block
      local.get 0 br_table 0 1
    end
    call 1 global.get 0 local.set 1 local.tee 2
    local.get 2 i64.eq if i32.const 1 local.set 0 br 2 end
    end
    local.get 1 i32.const 8 i32.add local.tee 1 global.set 0 i32.const 0 return
    end unreachable end i32.const 1)
  (func (result i64)
    global.get 0 i32.const 16 i32.add global.set 0 i64.const 0))
