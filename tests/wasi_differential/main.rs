//! The same calls under bufwasm and under wasi-common, on the same files: every difference has a reason.
//!
//! A script of calls becomes a module whose `_start` makes them, and writes after each the error code and a window of
//! memory to stdout. It runs over `MapFs` here, and over a real directory there. So do C programs, which see both hosts
//! through their library.

mod changes;
mod guest;
mod hosts;
mod programs;
mod scripts;

use guest::{Answer, Step};
use hosts::World;
use scripts::SCRIPTS;

#[test]
fn both_hosts_answer_alike_or_differ_for_a_reason() {
    let mut wrong = Vec::new();
    for (name, script) in SCRIPTS {
        let steps = script();
        let wasm = guest::module(&steps);
        // Every directory has one entry, as the order of entries is the real file system's own affair.
        let files = [("dir/nested/file.txt".into(), "The quick brown fox".into())];
        let world = World {
            arguments: &["plugin", "--opt", ""],
            environment: &[("KEY", "VALUE"), ("EMPTY", "")],
            stdin: b"stdin",
            files: &files,
            scratch: 0,
        };
        let ours = guest::answers(&hosts::bufwasm(&wasm, &world).stdout);
        let theirs = guest::answers(&hosts::wasi_common(&wasm, &world).stdout);
        assert_eq!((ours.len(), theirs.len()), (steps.len(), steps.len()), "{name}: a call ended the run");
        for (index, step) in steps.iter().enumerate() {
            wrong.extend(compare(step, &ours[index], &theirs[index]).map(|how| format!("{name}, {step}: {how}")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// How the two answers of a step are not what it expects.
fn compare(step: &Step, ours: &Answer, theirs: &Answer) -> Option<String> {
    let expected = step.codes().unwrap_or((theirs.code, theirs.code));
    if (ours.code, theirs.code) != expected {
        return Some(format!("ours answers {}, theirs {}", ours.code, theirs.code));
    }
    if step.codes().is_some_and(|(ours, theirs)| ours == theirs) {
        return Some("the codes no longer differ".into());
    }
    let differs = |at: &usize| step.codes().is_none() && !step.ignores(*at) && ours.window[*at] != theirs.window[*at];
    let at = (0..ours.window.len()).find(differs)?;
    let (ours, theirs) = (&ours.window[at..], &theirs.window[at..]);
    Some(format!("byte {at} is {:?}, theirs {:?}", &ours[..16.min(ours.len())], &theirs[..16.min(theirs.len())]))
}

#[test]
fn every_function_is_called() {
    let called: Vec<_> = SCRIPTS.iter().flat_map(|(_, script)| script()).map(|step| step.function()).collect();
    // What ends the run is compared by its own tests; a socket cannot be made.
    let ends = ["proc_exit", "proc_raise"];
    let names = guest::functions().into_iter().map(|function| function.name);
    let missing: Vec<_> = names.filter(|name| !ends.contains(name) && !called.contains(name)).collect();
    assert_eq!(missing, [""; 0]);
}
