//! Sequences of calls by a GoJS guest: arbitrary references, stack pointers and memory, and events in any order.
//!
//! There is no second host to compare with: what holds is that the run stays within its limits, ends in an orderly way,
//! and is the same every time.

mod guest;
mod script;

use arbitrary::Unstructured;
use wasm_encoder::ValType;

use self::script::Script;
use crate::ended::Ended;
use crate::modules::Import;
use crate::{Target, noise};

/// Inputs are choices: the calls that each event brings.
pub const TARGET: Target = Target {
    name: "gojs_calls",
    run,
    seeds: || noise(64, 512),
    dictionary: &[b"\0\0\xf8\x7f", b"\x01\0\xf8\x7f", b"\x04\0\xf8\x7f", b"_pendingEvent", b"fs", b"\xff\xff\xff\xff"],
};

fn run(input: &[u8]) {
    // An input that is too short for a sequence is none.
    let Ok(script) = Script::arbitrary(&mut Unstructured::new(input)) else { return };
    let wasm = guest::module(&script);
    let first = Ended::of(&wasm);
    first.kept_its_limits();
    assert_eq!(first, Ended::of(&wasm), "a second run ends like the first");
}

/// What Go's runtime and `syscall/js` import: each takes a stack pointer.
const FUNCTIONS: &[&str] = &[
    "debug",
    "runtime.wasmExit",
    "runtime.wasmWrite",
    "runtime.resetMemoryDataView",
    "runtime.nanotime1",
    "runtime.walltime",
    "runtime.scheduleTimeoutEvent",
    "runtime.clearTimeoutEvent",
    "runtime.getRandomData",
    "syscall/js.finalizeRef",
    "syscall/js.stringVal",
    "syscall/js.valueGet",
    "syscall/js.valueSet",
    "syscall/js.valueDelete",
    "syscall/js.valueIndex",
    "syscall/js.valueSetIndex",
    "syscall/js.valueCall",
    "syscall/js.valueInvoke",
    "syscall/js.valueNew",
    "syscall/js.valueLength",
    "syscall/js.valuePrepareString",
    "syscall/js.valueLoadString",
    "syscall/js.valueInstanceOf",
    "syscall/js.copyBytesToGo",
    "syscall/js.copyBytesToJS",
];

/// Those functions, as Go has imported them since 1.21.
pub(crate) fn imports() -> impl Iterator<Item = Import<'static>> {
    FUNCTIONS.iter().map(|name| ("gojs", *name, vec![ValType::I32], None))
}
