//! Sequences of WASI calls with arbitrary arguments, over arbitrary memory, through a real guest.
//!
//! A tame sequence keeps its pointers inside memory and its values inside their types: wasi-common has to answer it as
//! we do, or differently for a reason that `differences` gives. A wild one does not, and only we answer it.

mod differences;
mod functions;
mod guest;
mod hosts;
mod script;

use arbitrary::Unstructured;

pub(crate) use self::functions::{FUNCTIONS, Function};
use self::guest::Answer;
use self::script::{MEMORY, Script, Step};
use crate::{Target, noise};

/// Inputs are choices: the kind of sequence, then its calls.
pub const TARGET: Target = Target {
    name: "wasi_calls",
    run,
    seeds: || noise(64, 512),
    dictionary: &[b"\0", b"\xff\xff\xff\xff", b"\0\0\x01\0", b"\xfe\xff\0\0", b"../", b"dir/nested/file.txt"],
};

fn run(input: &[u8]) {
    // An input that is too short for a sequence is none.
    let Ok(script) = Script::arbitrary(&mut Unstructured::new(input)) else { return };
    let wasm = guest::module(&script);
    let ours = hosts::bufwasm(&wasm);
    assert_eq!(ours, hosts::bufwasm(&wasm), "a second run answers like the first");
    let Some(ours) = ours else {
        assert!(script.wild, "a tame call ended the run");
        return;
    };
    let ours = guest::answers(&ours, &script);
    calls_answer_by_the_specification(&script, &ours);
    if !script.wild {
        let theirs = hosts::wasi_common(&wasm).expect("a tame call ends no run");
        both_hosts_answer_alike(&script.steps, &ours, &guest::answers(&theirs, &script));
    }
}

/// Every answer is a success or a code of the specification's, and what fails has written nothing.
fn calls_answer_by_the_specification(script: &Script, answers: &[Answer<'_>]) {
    let mut memory = vec![0; MEMORY];
    for (step, answer) in script.steps.iter().zip(answers) {
        guest::prepare(&mut memory, step);
        assert!(answer.code <= LAST_ERRNO, "{step:?} answers {}", answer.code);
        if answer.code != 0 {
            let at = first_difference(&memory, answer.memory);
            assert_eq!(at, None, "{step:?} fails with {}, and has written", answer.code);
        }
        memory.copy_from_slice(answer.memory);
    }
}

/// `ENOTCAPABLE`.
const LAST_ERRNO: u32 = 76;

fn both_hosts_answer_alike(steps: &[Step], ours: &[Answer<'_>], theirs: &[Answer<'_>]) {
    for (at, ((step, ours), theirs)) in steps.iter().zip(ours).zip(theirs).enumerate() {
        let before = &steps[..at];
        if ours.code != theirs.code {
            let known = differences::explains(step, ours.code, theirs.code);
            assert!(known, "{step:?}: ours answers {}, theirs {}, after {before:?}", ours.code, theirs.code);
            if ours.code == 0 || theirs.code == 0 {
                // One of the hosts has changed its state: what follows may differ.
                return;
            }
            continue;
        }
        if differences::consequence(step).is_some_and(|at| ours.memory[at.clone()] != theirs.memory[at]) {
            return;
        }
        if step.function().name == "fd_fdstat_set_rights" && ours.code == 0 {
            // Theirs has taken away no right.
            return;
        }
        let mut expected = theirs.memory.to_vec();
        for range in differences::ignored(step) {
            expected[range.clone()].copy_from_slice(&ours.memory[range]);
        }
        if let Some(at) = first_difference(ours.memory, &expected) {
            let end = MEMORY.min(at + 16);
            panic!("{step:?}: at {at:#x} ours has {:?}, theirs {:?}", &ours.memory[at..end], &expected[at..end]);
        }
    }
}

fn first_difference(ours: &[u8], theirs: &[u8]) -> Option<usize> {
    // Whole slices are compared much faster than their bytes.
    if ours == theirs { None } else { (0..ours.len()).find(|&at| ours[at] != theirs[at]) }
}
