;; Two functions as Go's compiler writes them: one calls the other, and jumps back until what that counts is 7.
(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (global $sp (mut i32) (i32.const 4096))
    (func (export "_start")
        (drop (call $loop (i32.const 0)))
        (call $exit (i32.load (i32.const 64))))
    (func $loop (param $pc i32) (result i32) (local $copy i32)
        global.get $sp
        local.set $copy
        block $unwind
            loop $again
                block $second
                    block $first
                        local.get $pc
                        br_table $first $second
                    end
                    local.get $copy
                    i32.const 8
                    i32.sub
                    local.tee $copy
                    global.set $sp
                    local.get $copy
                    i64.const 65537
                    i64.store
                    i32.const 0
                    call $count
                    global.get $sp
                    local.set $copy
                    br_if $unwind
                end
                i32.const 64
                i32.load
                i32.const 7
                i32.lt_u
                if
                    i32.const 0
                    local.set $pc
                    br $again
                end
                local.get $copy
                i32.const 8
                i32.add
                local.tee $copy
                global.set $sp
                i32.const 0
                return
            end
            unreachable
        end
        i32.const 1)
    (func $count (param i32) (result i32) (local $copy i32)
        global.get $sp
        local.set $copy
        i32.const 64
        i32.const 64
        i32.load
        i32.const 1
        i32.add
        i32.store
        local.get $copy
        i32.const 8
        i32.add
        local.tee $copy
        global.set $sp
        i32.const 0
        return))
