//! Guests that break the ABI: they end with an error, and harm nothing.

use proptest::collection::vec;
use proptest::prelude::*;

use super::guest::{Arg, PAGE, SP, TestGuest, rows};
use crate::abi::gojs::refs::Ref;
use crate::limits::Limits;
use crate::run::Stop;

#[track_caller]
fn faults(ended: Result<(), Stop>, words: &str) {
    let Err(Stop::Fault(message)) = &ended else { panic!("{ended:?}") };
    assert!(message.contains(words), "{message}");
}

#[test]
fn a_stack_pointer_outside_memory_is_a_fault() {
    for row in rows().iter().filter(|row| !matches!(row.name, "runtime.resetMemoryDataView" | "debug")) {
        for sp in [PAGE, PAGE - 8, u32::MAX, u32::MAX - 7, 1 << 31] {
            let mut guest = TestGuest::new();
            faults(guest.enter(row.name, sp), "leads outside its memory");
            assert!(guest.memory().iter().all(|&byte| byte == b'?'), "{}: memory was touched", row.name);
        }
    }
}

#[test]
fn a_slice_outside_memory_is_a_fault() {
    let outside = [(PAGE, 1), (PAGE - 1, 2), (u32::MAX, u32::MAX), (0, PAGE + 1)];
    for (ptr, len) in outside {
        let mut guest = TestGuest::new();
        let object = guest.global("Object");
        let bytes = Arg::Bytes(ptr, len);
        for (function, arguments) in [
            ("runtime.getRandomData", vec![bytes.clone()]),
            ("runtime.wasmWrite", vec![Arg::I64(1), Arg::I64(ptr.into()), Arg::I32(len.cast_signed())]),
            ("syscall/js.stringVal", vec![bytes.clone()]),
            ("syscall/js.valueGet", vec![Arg::Ref(object), bytes.clone()]),
            ("syscall/js.valueInvoke", vec![Arg::Ref(object), bytes.clone()]),
            ("syscall/js.copyBytesToJS", vec![Arg::Ref(object), bytes.clone()]),
            ("syscall/js.copyBytesToGo", vec![bytes.clone(), Arg::Ref(object)]),
        ] {
            faults(guest.call(function, &arguments), "leads outside its memory");
        }
        assert_eq!(guest.stdout(), b"");
    }
}

#[test]
fn a_slice_whose_length_has_64_bits_is_a_fault() {
    let mut guest = TestGuest::new();
    guest.put(SP + 8, &0_u64.to_le_bytes());
    guest.put(SP + 16, &(1_u64 << 61).to_le_bytes());
    faults(guest.enter("runtime.getRandomData", SP), "leads outside its memory");
    faults(guest.enter("syscall/js.stringVal", SP), "leads outside its memory");
}

#[test]
fn a_reference_that_the_guest_does_not_hold_is_a_fault() {
    let mut guest = TestGuest::new();
    for id in [7, 1000, u32::MAX] {
        let reference = Arg::Ref(Ref::of_id(id));
        for function in ["valueGet", "valueLength", "finalizeRef", "valuePrepareString"] {
            let ended = guest.call(&format!("syscall/js.{function}"), &[reference.clone(), Arg::Text("x")]);
            faults(ended, &format!("the guest used the reference {id}, which it does not hold"));
        }
    }
    let text = guest.reference("text");
    guest.call("syscall/js.finalizeRef", &[Arg::Ref(text)]).unwrap();
    faults(guest.call("syscall/js.finalizeRef", &[Arg::Ref(text)]), "does not hold");
}

#[test]
fn what_always_is_there_cannot_be_given_back() {
    let mut guest = TestGuest::new();
    for _ in 0..3 {
        for id in 0..7 {
            guest.call("syscall/js.finalizeRef", &[Arg::Ref(Ref::of_id(id))]).unwrap();
        }
    }
    guest.call("syscall/js.valueGet", &[Arg::Ref(Ref::of_id(5)), Arg::Text("Object")]).unwrap();
    assert_eq!(guest.shown(32), "Object");
}

#[test]
fn objects_without_end_meet_their_limit() {
    let mut guest = TestGuest::limited(Limits { memory_pages: 512, ..Limits::default() });
    let object = guest.global("Object");
    let ended = (0..).find_map(|_| guest.call("syscall/js.valueNew", &[Arg::Ref(object), Arg::Refs(vec![])]).err());
    assert_eq!(ended, Some(Stop::ObjectLimit { limit: 32 << 20 }));
}

#[test]
fn timers_without_end_meet_their_limit() {
    let mut guest = TestGuest::new();
    let ended = (0..).find_map(|_| guest.call("runtime.scheduleTimeoutEvent", &[Arg::I64(1)]).err());
    faults(ended.map_or(Ok(()), Err), "too many timers");
}

#[test]
fn a_million_values_that_are_given_back_leave_nothing() {
    let mut guest = TestGuest::limited(Limits { memory_pages: 512, ..Limits::default() });
    let go = Arg::Ref(Ref::of_id(6));
    for round in 0..1_000_000_u32 {
        guest.call("syscall/js.stringVal", &[Arg::Text("a text of some length, as programs have them")]).unwrap();
        let text = Ref(guest.result(24));
        guest.call("syscall/js.finalizeRef", &[Arg::Ref(text)]).unwrap();
        let id = Ref(f64::from(round).to_bits());
        guest.call("syscall/js.valueCall", &[go.clone(), Arg::Text("_makeFuncWrapper"), Arg::Refs(vec![id])]).unwrap();
        let function = Ref(guest.result(56));
        guest.call("syscall/js.finalizeRef", &[Arg::Ref(function)]).unwrap();
    }
    let (before, references) = guest.js(|js| {
        js.collect();
        (js.heap().len(), js.state().refs.len())
    });
    let mut fresh = TestGuest::limited(Limits { memory_pages: 512, ..Limits::default() });
    assert_eq!((before, references), (fresh.js(|js| js.heap().len()), 0));
}

/// Words near a bound, references, and anything.
fn word() -> impl Strategy<Value = u64> {
    prop_oneof![
        0_u64..16,
        (0_u64..64).prop_map(|id| 0x7ff8_0001_0000_0000 | id),
        (0_u64..64).prop_map(|id| 0x7ff8_0004_0000_0000 | id),
        (u64::from(PAGE) - 16)..=(u64::from(PAGE) + 16),
        any::<f64>().prop_map(f64::to_bits),
        any::<u64>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_call_panics(calls in vec((0..rows().len(), vec(word(), 9)), 1..200)) {
        let mut guest = TestGuest::new();
        for (function, words) in calls {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            guest.put(SP + 8, &bytes);
            // Every call returns, or ends the run with an error; a real run would not go on then.
            drop(guest.enter(rows()[function].name, SP));
        }
    }
}
