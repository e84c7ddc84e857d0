//! Sequences of calls by a GoJS guest: arbitrary references, stack pointers and memory, and events in any order.
//!
//! There is no second host to compare with: what holds is that the run stays within its limits, ends in an orderly way,
//! and is the same every time.

mod functions;
mod guest;
mod script;

use arbitrary::Unstructured;
use wasm_encoder::ValType;

use self::functions::{FUNCTIONS, MODULE};
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

/// All functions, as Go has imported them since 1.21.
pub(crate) fn imports() -> impl Iterator<Item = Import<'static>> {
    FUNCTIONS.iter().map(|function| (MODULE, function.name, vec![ValType::I32], None))
}
