//! Each function once, with well-formed arguments.

use super::guest::{Arg, SP, TestGuest, rows};
use crate::abi::gojs::refs::Ref;
use crate::run::Stop;

const GLOBAL: Arg = Arg::Ref(Ref::of_id(5));
const GO: Arg = Arg::Ref(Ref::of_id(6));

/// Calls of every function, in an order in which each finds what it needs; then what the trace says of them.
fn script(guest: &mut TestGuest) {
    let mut call = |function: &str, arguments: &[Arg]| drop(guest.call(function, arguments));
    call("runtime.resetMemoryDataView", &[]);
    call("runtime.nanotime1", &[]);
    call("runtime.walltime", &[]);
    call("runtime.scheduleTimeoutEvent", &[Arg::I64(5)]);
    call("runtime.clearTimeoutEvent", &[Arg::I32(1)]);
    call("runtime.getRandomData", &[Arg::Bytes(0x3000, 4)]);
    call("runtime.wasmWrite", &[Arg::I64(1), Arg::I64(0x4000), Arg::I32(3)]);
    call("debug", &[]);
    call("syscall/js.stringVal", &[Arg::Text("grüße")]);
    call("syscall/js.valueGet", &[GLOBAL, Arg::Text("Uint8Array")]);
    let class = Arg::Ref(Ref(guest.result(32)));
    let mut call = |function: &str, arguments: &[Arg]| drop(guest.call(function, arguments));
    call("syscall/js.valueNew", &[class.clone(), Arg::Refs(vec![Ref(4.0_f64.to_bits())])]);
    let array = Arg::Ref(Ref(guest.result(40)));
    let mut call = |function: &str, arguments: &[Arg]| drop(guest.call(function, arguments));
    call("syscall/js.valueSetIndex", &[array.clone(), Arg::I64(1), Arg::Ref(Ref(258.0_f64.to_bits()))]);
    call("syscall/js.valueIndex", &[array.clone(), Arg::I64(1)]);
    call("syscall/js.valueLength", std::slice::from_ref(&array));
    call("syscall/js.valueInstanceOf", &[array.clone(), class.clone()]);
    call("syscall/js.copyBytesToGo", &[Arg::Bytes(0x3000, 3), array.clone()]);
    call("syscall/js.copyBytesToJS", &[array.clone(), Arg::Bytes(0x4000, 10)]);
    call("syscall/js.valueSet", &[array.clone(), Arg::Text("name"), Arg::Ref(Ref::of_id(2))]);
    call("syscall/js.valueDelete", &[array.clone(), Arg::Text("name")]);
    call("syscall/js.valuePrepareString", &[Arg::Ref(Ref::of_id(3))]);
    let text = Arg::Ref(Ref(guest.result(16)));
    let mut call = |function: &str, arguments: &[Arg]| drop(guest.call(function, arguments));
    call("syscall/js.valueLoadString", &[text.clone(), Arg::Bytes(0x3000, 4)]);
    call("syscall/js.finalizeRef", &[text]);
    call("syscall/js.valueCall", &[GO, Arg::Text("_makeFuncWrapper"), Arg::Refs(vec![Ref(9.0_f64.to_bits())])]);
    let function = Arg::Ref(Ref(guest.result(56)));
    let mut call = |function: &str, arguments: &[Arg]| drop(guest.call(function, arguments));
    call("syscall/js.valueInvoke", &[Arg::Ref(Ref::of_id(4)), Arg::Refs(vec![])]);
    call("syscall/js.valueInvoke", &[function, Arg::Refs(vec![Ref::of_id(2)])]);
    call("runtime.wasmExit", &[Arg::I32(3)]);
}

#[test]
fn lines_of_the_trace_show_names_decoded_arguments_and_results() {
    let mut guest = TestGuest::new().traced();
    script(&mut guest);
    let expected = "\
runtime.resetMemoryDataView() = ()
runtime.nanotime1() = 1640995200000000000
runtime.walltime() = 1640995200, 1000000
runtime.scheduleTimeoutEvent(delay=5) = 1
runtime.clearTimeoutEvent(id=1) = ()
runtime.getRandomData(r=[4 bytes at 0x3000]) = ()
runtime.wasmWrite(fd=1, p=16384, n=3) = ()
debug(value=4096) = ()
syscall/js.stringVal(value=\"grüße\") = \"grüße\"
syscall/js.valueGet(v=globalThis, p=\"Uint8Array\") = Uint8Array
syscall/js.valueNew(v=Uint8Array, args=[4]) = Uint8Array(4), true
syscall/js.valueSetIndex(v=Uint8Array(4), i=1, x=258) = ()
syscall/js.valueIndex(v=Uint8Array(4), i=1) = 2
syscall/js.valueLength(v=Uint8Array(4)) = 4
syscall/js.valueInstanceOf(v=Uint8Array(4), t=Uint8Array) = true
syscall/js.copyBytesToGo(dst=[3 bytes at 0x3000], src=Uint8Array(4)) = 3, true
syscall/js.copyBytesToJS(dst=Uint8Array(4), src=[10 bytes at 0x4000]) = 4, true
syscall/js.valueSet(v=Uint8Array(4), p=\"name\", x=null) = ()
syscall/js.valueDelete(v=Uint8Array(4), p=\"name\") = ()
syscall/js.valuePrepareString(v=true) = Uint8Array(4), 4
syscall/js.valueLoadString(v=Uint8Array(4), b=[4 bytes at 0x3000]) = ()
syscall/js.finalizeRef(v=Uint8Array(4) (id 10)) = ()
syscall/js.valueCall(v=go, m=\"_makeFuncWrapper\", args=[9]) = function, true
syscall/js.valueInvoke(v=false, args=[]) = TypeError, false
syscall/js.valueInvoke(v=function, args=[null]) = undefined, true
runtime.wasmExit(code=3) = the guest exited with code 3
";
    for (is, should) in guest.trace().lines().zip(expected.lines()) {
        assert_eq!(is, should);
    }
    assert_eq!(guest.trace().lines().count(), expected.lines().count());
    for row in rows() {
        assert!(expected.contains(&format!("{}(", row.name)), "{} is not called", row.name);
    }
}

#[test]
fn results_lie_behind_the_parameters_and_nothing_else_is_written() {
    for (function, arguments, results) in [
        ("runtime.nanotime1", vec![], 8..16),
        ("runtime.walltime", vec![], 8..20),
        ("runtime.scheduleTimeoutEvent", vec![Arg::I64(1)], 16..20),
        ("syscall/js.valueGet", vec![GLOBAL, Arg::Text("Object")], 32..40),
        ("syscall/js.valueLength", vec![GLOBAL], 16..24),
        ("syscall/js.valueInstanceOf", vec![GLOBAL, Arg::Ref(Ref::of_id(5))], 24..24),
        ("syscall/js.valueCall", vec![GLOBAL, Arg::Text("Symbol"), Arg::Refs(vec![])], 56..65),
        ("syscall/js.copyBytesToGo", vec![Arg::Bytes(0x3000, 1), GLOBAL], 40..49),
    ] {
        let mut guest = TestGuest::new();
        drop(guest.call(function, &arguments));
        let before = guest.memory().to_vec();
        let stack = SP as usize..SP as usize + 128;
        guest.memory_mut()[stack.clone()][results.clone()].fill(b'?');
        drop(guest.call(function, &arguments));
        let after = guest.memory().to_vec();
        let changed: Vec<usize> = (0..after.len()).filter(|&at| before[at] != after[at]).collect();
        assert!(changed.iter().all(|at| results.contains(&(at - stack.start))), "{function}: {changed:?}");
    }
}

#[test]
fn results_follow_the_stack_when_go_code_has_moved_it() {
    let mut guest = TestGuest::new();
    guest
        .call("syscall/js.valueCall", &[GO, Arg::Text("_makeFuncWrapper"), Arg::Refs(vec![Ref(1.0_f64.to_bits())])])
        .unwrap();
    let function = Ref(guest.result(56));
    let unmoved = guest.u64(SP + 40);
    guest.call("syscall/js.valueInvoke", &[Arg::Ref(function), Arg::Refs(vec![])]).unwrap();
    assert_eq!(guest.u64(SP + 40), unmoved, "nothing is written where the stack was");
    assert_eq!((guest.u64(SP - 256 + 40), guest.memory()[(SP - 256 + 48) as usize]), (0, 1));
}

#[test]
fn an_exit_ends_the_run_with_its_code() {
    assert_eq!(TestGuest::new().call("runtime.wasmExit", &[Arg::I32(-1)]), Err(Stop::Exit(u32::MAX)));
}

#[test]
fn a_slice_that_does_not_fit_is_an_exception() {
    let mut guest = TestGuest::new();
    guest.call("syscall/js.valuePrepareString", &[Arg::Ref(Ref::of_id(3))]).unwrap();
    let text = Arg::Ref(Ref(guest.result(16)));
    let ended = guest.call("syscall/js.valueLoadString", &[text, Arg::Bytes(0x3000, 3)]);
    assert_eq!(ended, Err(Stop::Fault("uncaught RangeError: offset is out of bounds".into())));
}
