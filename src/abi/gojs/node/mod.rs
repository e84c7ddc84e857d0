//! What Node adds to JavaScript, as far as a Go program meets it: files, the process, paths, randomness, time.

use super::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value};

/// What a run keeps of Node: open files and the working directory.
pub(super) struct State {}

impl State {
    pub(super) fn new() -> Self {
        Self {}
    }
}

/// `fs.Stats`, which is no global.
pub(super) const STATS: Class = Class::new(Intrinsic::Stats, 0, new_stats, Shape::EMPTY);

fn new_stats(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(Value::Undefined)
}

/// The modules that a Go program finds as globals.
pub(super) const MODULES: &[(&str, Shape)] = &[];
