//! A small module for each rule that random modules seldom come across: `cargo xtask mutants` breaks the rules one by one.

use crate::optimise::optimise;

/// Nothing is done to functions whose parts do not prove what they would have to.
#[test]
fn what_is_not_proved_stays() {
    let module = |body: &str| {
        let text = format!(
            "(module (global (mut i32) (i32.const 0)) (memory 1)
                (func (param i32) (result i32) (local i32) global.get 0 local.set 1 {body} i32.const 0 return))"
        );
        optimise(&wat::parse_str(text).unwrap()).is_some()
    };
    let exit = "block block local.get 0 br_table 0 end unreachable end";
    for (why, body) in [
        ("as Go has it", "local.get 1 i32.const 8 i32.add local.tee 1 global.set 0"),
        (
            "the parameter is set in an arm, and read there",
            "local.get 1 if i32.const 3 local.set 0 local.get 0 drop end",
        ),
        ("the exit gives 1", &format!("{exit} i32.const 1 return")),
    ] {
        assert!(module(body), "{why}");
    }
    for (why, body) in [
        ("only the copy is written", "i32.const 8 local.set 1"),
        ("nor is the global when the copy is moved", "local.get 1 i32.const 8 i32.add local.set 1"),
        ("only the global is written", "i32.const 8 global.set 0"),
        ("the parameter is read", "local.get 0 drop"),
        (
            "it is set in a block that may have been left",
            "block local.get 1 br_if 0 i32.const 3 local.set 0 end local.get 0 drop",
        ),
        ("it is set in the other arm", "local.get 1 if i32.const 3 local.set 0 else local.get 0 drop end"),
        ("one way moves the stack", "local.get 1 if local.get 1 i32.const 8 i32.add local.tee 1 global.set 0 end"),
        ("a call may move the stack, and it is not read again", "i32.const 0 call 0 drop"),
        ("the exit gives 0", exit),
    ] {
        assert!(!module(body), "{why}");
    }
}

/// What the function `f` gives when it is called to begin, and the stack pointer then, plain and optimised.
#[track_caller]
fn gives(functions: &str, expected: (i32, i32)) {
    let text = format!(
        r#"(module (type $go (func (param i32) (result i32))) (global $SP (mut i32) (i32.const 64)) (memory 1) {functions}
            (func (export "stack_pointer") (result i32) global.get $SP))"#
    );
    let plain = wat::parse_str(text).unwrap();
    let optimised = optimise(&plain).expect("a function of the shape").wasm;
    for (how, wasm) in [("plain", plain), ("optimised", optimised)] {
        let module = wasmi::Module::new(&wasmi::Engine::default(), &wasm).unwrap();
        let mut store = wasmi::Store::new(module.engine(), ());
        let instance = wasmi::Instance::new(&mut store, &module, &[]).unwrap();
        let f = instance.get_typed_func::<i32, i32>(&store, "f").unwrap();
        let stack_pointer = instance.get_typed_func::<(), i32>(&store, "stack_pointer").unwrap();
        let given = f.call(&mut store, 0).unwrap_or_else(|error| panic!("{how}: {error}"));
        assert_eq!((given, stack_pointer.call(&mut store, ()).unwrap()), expected, "{how}");
    }
}

/// The first segment traps if it begins again.
#[test]
fn a_number_that_no_segment_has_leads_to_the_last() {
    gives(
        r#"(func (export "f") (type $go) (local $sp i32) (local $again i32) global.get $SP local.set $sp
            block loop block block local.get 0 br_table 0 1 end
                local.get $again if unreachable end i32.const 1 local.set $again
                i32.const 9 local.set 0 br 1
            end
                local.get $sp i32.const 8 i32.add local.tee $sp global.set $SP i32.const 0 return
            end unreachable end i32.const 1)"#,
        (0, 72),
    );
}

/// `$odd` stays as it is, and takes 16 bytes from the stack where 8 would be its return address.
#[test]
fn a_function_that_stays_may_return_with_another_stack_pointer() {
    gives(
        r#"(func $odd (type $go) local.get 0 drop
                global.get $SP i32.const 16 i32.add global.set $SP i32.const 0)
            (func (export "f") (type $go) (local $sp i32) global.get $SP local.set $sp
                block block block local.get 0 br_table 0 1 end
                    local.get $sp i32.const 8 i32.sub local.tee $sp global.set $SP
                    local.get $sp i64.const 7 i64.store
                    i32.const 0 call $odd global.get $SP local.set $sp br_if 1
                end
                    local.get $sp i32.const 8 i32.add local.tee $sp global.set $SP i32.const 0 return
                end i32.const 1)"#,
        (0, 80),
    );
}

/// Whether a table has a twin that holds the optimised functions, in a module with `more`.
fn has_twin(more: &str) -> bool {
    let optimised = optimise(&super::shaped(more)).unwrap().wasm;
    optimised.windows(4).any(|bytes| *bytes == [0x70, 0, 2, 0x70])
}

#[test]
fn a_table_that_may_change_has_no_twin() {
    assert!(has_twin("(func i32.const 0 table.get 0 drop table.size 0 drop)"), "it is only read");
    for change in [
        "i32.const 0 ref.null func table.set 0",
        "ref.null func i32.const 0 table.grow 0 drop",
        "i32.const 0 ref.null func i32.const 1 table.fill 0",
        "i32.const 0 i32.const 1 i32.const 1 table.copy 0 0",
    ] {
        let prologue = "(type $go) (local $sp i32) global.get 0 local.set $sp";
        for (function, body) in [
            ("one of another type", change.to_owned()),
            ("one without a prologue", format!("(type $go) {change} i32.const 0")),
            ("one that stays for another reason", format!("{prologue} local.get 0 drop {change} i32.const 0 return")),
            ("one of the shape", format!("{prologue} {change} i32.const 0 return")),
        ] {
            assert!(!has_twin(&format!("(func {body})")), "{change} in {function}");
        }
    }
}
