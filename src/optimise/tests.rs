//! The smallest module for each thing that is done, before and after.

use super::{is_optimised, optimise};

#[track_caller]
fn becomes(before: &str, after: &str) {
    let (before, after) = (wat::parse_str(before).unwrap(), wat::parse_str(after).unwrap());
    let optimised = optimise(&before).expect("a function of the shape").wasm;
    assert!(is_optimised(&optimised) && !is_optimised(&before) && optimise(&optimised).is_none());
    assert!(optimised == after, "the result is another: print it with wasm2wat, and look at what differs");
}

macro_rules! goldens {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[test]
        fn $name() {
            let before = include_str!(concat!("tests/", stringify!($name), ".before.wat"));
            becomes(before, include_str!(concat!("tests/", stringify!($name), ".after.wat")));
        })*
    };
}

goldens! {
    /// A jump back is a loop, and the original stays for whoever goes on in its middle.
    structure
    /// An address is computed in 32 bits.
    addresses
    /// Additions in a row are one, and the stack pointer is returned.
    stack_pointer
    /// Negations of comparisons are comparisons.
    conditions
    /// A function is called with the stack pointer, and returns it.
    calls
}

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
    assert!(module("local.get 1 i32.const 8 i32.add local.tee 1 global.set 0"), "as Go has it");
    for (why, body) in [
        ("only the copy is written", "i32.const 8 local.set 1"),
        ("only the global is written", "i32.const 8 global.set 0"),
        ("the parameter is read", "local.get 0 drop"),
        ("a call may move the stack, and it is not read again", "i32.const 0 call 0 drop"),
    ] {
        assert!(!module(body), "{why}");
    }
}
