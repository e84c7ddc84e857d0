(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (func (result i64)))
  (type (;2;) (func (param i32 i32 i64 i32) (result i32)))
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
      call 3
      return
    end
    global.get 0
    local.tee 0
    call 2
    local.get 0
    i32.eq
    if (result i32)  ;; label = @1
      local.get 0
      i32.const 8
      i32.add
      global.set 0
      i32.const 0
    else
      global.get 1
      i32.const 0
      global.set 1
    end)
  (func (;1;) (type 1) (result i64)
    global.get 0
    i32.const 16
    i32.add
    global.set 0
    i64.const 0)
  (func (;2;) (type 0) (param i32) (result i32)
    (local i32 i64 i32)
    block  ;; label = @1
      block  ;; label = @2
        local.get 0
        global.set 0
        call 1
        local.set 2
        global.get 0
        local.get 0
        i32.ne
        if  ;; label = @3
          i32.const -1
          local.set 3
          br 2 (;@1;)
        end
        local.get 2
        local.get 2
        i64.eq
        br_if 0 (;@2;)
      end
      local.get 0
      return
    end
    block  ;; label = @1
      global.get 1
      br_if 0 (;@1;)
      local.get 3
      local.get 1
      local.get 2
      i32.const 0
      local.get 3
      i32.sub
      call 3
      global.set 1
      i32.const 1
      return
    end
    i32.const 1
    global.set 1
    i32.const 1
    return
    unreachable)
  (func (;3;) (type 2) (param i32 i32 i64 i32) (result i32)
    global.get 0
    local.set 1
    block  ;; label = @1
      loop  ;; label = @2
        block  ;; label = @3
          block  ;; label = @4
            block  ;; label = @5
              block  ;; label = @6
                local.get 3
                i32.const 0
                local.set 3
                br_table 0 (;@6;) 2 (;@4;) 0 (;@6;)
              end
              local.get 0
              br_table 0 (;@5;) 2 (;@3;)
            end
            call 1
            global.get 0
            local.set 1
            local.set 2
          end
          local.get 2
          local.get 2
          i64.eq
          if  ;; label = @4
            i32.const 1
            local.set 0
            br 2 (;@2;)
          end
        end
        local.get 1
        i32.const 8
        i32.add
        local.tee 1
        global.set 0
        i32.const 0
        return
      end
      unreachable
    end
    i32.const 1)
  (memory (;0;) 1)
  (global (;0;) (mut i32) (i32.const 4096))
  (global (;1;) (mut i32) (i32.const 0)))
