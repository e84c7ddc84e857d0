//! Go's js/wasm ABI, of `GOOS=js`.

mod arguments;
mod bind;
mod collect;
mod event_loop;
mod events;
mod imports;
mod js;
mod node;
mod param;
mod refs;
#[cfg(test)]
mod tests;
mod trace;

use wasmi::Func;

use self::events::Events;
use self::js::{Heap, ObjectId, Realm};
use self::refs::Refs;
use super::{HostFunction, Interface};
use crate::guest::Guest;
use crate::limits::Limits;
use crate::run::Running;

/// The state of a GoJS guest.
pub(crate) struct GoJsState {
    heap: Heap,
    realm: Realm,
    refs: Refs,
    events: Events,
    node: node::NodeState,
    exports: Exports,
    /// Objects that host functions under way hold, and nothing else leads to.
    held: Vec<ObjectId>,
    /// Calls of JavaScript functions that are under way, one inside the other.
    depth: usize,
    /// How many of them hold objects that the heap does not know of, so that nothing may be collected.
    pins: usize,
    /// Resumptions of the guest that are under way, one inside the other.
    resumed: usize,
    /// Nanoseconds since 1970 at which the run began.
    time_origin: u64,
    /// How often the guest was resumed: its stack may have moved since.
    resumptions: u64,
}

/// What a GoJS module exports beside its memory and its entry.
#[derive(Clone, Copy, Default)]
struct Exports {
    resume: Option<Func>,
    getsp: Option<Func>,
}

impl Interface for GoJsState {
    const MEMORY: &'static str = "mem";

    fn rows(module: &str) -> impl Iterator<Item = &'static HostFunction<Self>> {
        imports::functions(module).iter().copied().flatten()
    }

    fn new(guest: &Guest<'_>, limits: &Limits) -> Self {
        let mut heap = Heap::new(usize::try_from(limits.memory_bytes()).unwrap_or(usize::MAX));
        let mut realm = Realm::new(&mut heap);
        let node = node::NodeState::new(&mut heap, &mut realm);
        Self {
            refs: Refs::new(realm.global, realm.go),
            heap,
            realm,
            events: Events::default(),
            node,
            exports: Exports::default(),
            held: Vec::new(),
            depth: 0,
            pins: 0,
            resumed: 0,
            time_origin: guest.clock.origin(),
            resumptions: 0,
        }
    }

    fn run(running: &mut Running<'_, Self>) -> Result<(), wasmi::Error> {
        event_loop::run(running)
    }
}
