(module
  (type (;0;) (func (param i32) (result i32)))
  (func (;0;) (type 0) (param i32) (result i32)
    global.get 0
    call 1
    local.tee 0
    if (result i32)  ;; label = @1
      local.get 0
      global.set 0
      i32.const 0
    else
      global.get 2
      local.tee 0
      if  ;; label = @2
        i32.const 0
        global.set 2
      else
        i32.const 0
        global.set 0
      end
      local.get 0
    end)
  (func (;1;) (type 0) (param i32) (result i32)
    (local i32 i64)
    local.get 0
    i32.const 16
    i32.add
    local.get 2
    i64.store
    local.get 0
    i32.const 8
    i32.add
    return
    unreachable)
  (table (;0;) 1 funcref)
  (table (;1;) 1 funcref)
  (memory (;0;) 1)
  (global (;0;) (mut i32) (i32.const 4096))
  (global (;1;) (mut i64) (i64.const 0))
  (global (;2;) (mut i32) (i32.const 0))
  (elem (;0;) (i32.const 0) func 0)
  (elem (;1;) (table 1) (i32.const 0) func 1))
