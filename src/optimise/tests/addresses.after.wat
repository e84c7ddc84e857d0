(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (func (param i32 i32 i64 i32) (result i32)))
  (func (;0;) (type 0) (param i32) (result i32)
    global.get 0
    i32.const -2147483641
    i32.and
    local.get 0
    i32.or
    if  ;; label = @1
      local.get 0
      i32.const 0
      i64.const 0
      i32.const 0
      call 2
      return
    end
    global.get 0
    local.tee 0
    call 1
    local.get 0
    i32.eq
    if (result i32)  ;; label = @1
      local.get 0
      i32.const 8
      i32.add
      global.set 0
      i32.const 0
    else
      global.get 2
      i32.const 0
      global.set 2
    end)
  (func (;1;) (type 0) (param i32) (result i32)
    (local i32 i64)
    local.get 0
    local.get 2
    i64.store offset=16
    local.get 0
    return
    unreachable)
  (func (;2;) (type 1) (param i32 i32 i64 i32) (result i32)
    global.get 0
    local.set 1
    local.get 1
    i64.extend_i32_u
    i64.const 16
    i64.add
    i32.wrap_i64
    local.get 2
    i64.store
    local.get 1
    i32.const 8
    i32.add
    local.tee 1
    global.set 0
    i32.const 0
    return)
  (table (;0;) 1 funcref)
  (table (;1;) 1 funcref)
  (memory (;0;) 1)
  (global (;0;) (mut i32) (i32.const 4096))
  (global (;1;) (mut i64) (i64.const 0))
  (global (;2;) (mut i32) (i32.const 0))
  (elem (;0;) (i32.const 0) func 0)
  (elem (;1;) (table 1) (i32.const 0) func 1))
