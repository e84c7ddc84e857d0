//! Go's js/wasm ABI, of `GOOS=js`.

mod events;
mod js;
mod node;
#[cfg(test)]
mod tests;

use wasmi::Func;

use self::events::Events;
use self::js::{Heap, ObjectId, Realm};
use super::{HostFunction, Interface, Running};
use crate::guest::Guest;
use crate::limits::{Limits, Stop};

/// The state of a GoJS guest.
pub(crate) struct State {
    heap: Heap,
    realm: Realm,
    events: Events,
    node: node::State,
    exports: Exports,
    /// Objects that host functions under way hold, and nothing else leads to.
    held: Vec<ObjectId>,
    /// Calls of JavaScript functions that are under way, one inside the other.
    depth: usize,
    /// How many of them hold objects that the heap does not know of, so that nothing may be collected.
    pins: usize,
    /// How often the guest was resumed: its stack may have moved since.
    resumptions: u64,
}

/// What a GoJS module exports beside its memory and its entry.
#[derive(Clone, Copy, Default)]
struct Exports {
    resume: Option<Func>,
    getsp: Option<Func>,
}

impl Interface for State {
    const MEMORY: &'static str = "mem";

    fn row(_: &str, _: &str) -> Option<&'static HostFunction<Self>> {
        None
    }

    fn new(_: &Guest<'_>, limits: &Limits) -> Self {
        let mut heap = Heap::new(limits.memory_bytes() as usize);
        let realm = Realm::new(&mut heap);
        Self {
            heap,
            realm,
            events: Events::default(),
            node: node::State::new(),
            exports: Exports::default(),
            held: Vec::new(),
            depth: 0,
            pins: 0,
            resumptions: 0,
        }
    }

    fn run(_: &mut Running<'_, Self>) -> Result<(), wasmi::Error> {
        Err(wasmi::Error::host(Stop::Fault("x".into())))
    }
}
