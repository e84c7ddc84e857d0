//! The JavaScript that Go's runtime, standard library and tests of `syscall/js` ask for, in any release from 1.18 to 1.27: a
//! heap of objects, and a few classes and functions as tables. There is no parser, no bytecode, no engine.
//!
//! What no Go code asks for is not there: it is `undefined`, calling it throws, and Go says so in its own words.

mod budget;
mod builtins;
mod bytes;
mod call;
mod class;
mod describe;
mod function;
mod heap;
mod native;
mod number;
mod object;
mod property;
mod realm;
#[cfg(test)]
mod tests;
mod text;
mod throw;
mod value;

use wasmi::{AsContextMut, StoreContextMut};

pub(super) use class::{Class, Constant, Template};
pub(super) use heap::Heap;
pub(super) use native::{Abrupt, Completion, argument};
pub(super) use realm::Realm;
pub(super) use text::Text;
pub(super) use value::{ObjectId, Symbol, Value};

use super::GoJsState;
use crate::guest::Guest;
use crate::memory::Memory;
use crate::run::StoreData;

/// A run, seen from its JavaScript side.
pub(super) struct Js<'c, 'g> {
    pub(super) store: StoreContextMut<'c, StoreData<'g, GoJsState>>,
}

impl<'c, 'g> Js<'c, 'g> {
    pub(super) fn new(store: &'c mut impl AsContextMut<Data = StoreData<'g, GoJsState>>) -> Self {
        Self { store: store.as_context_mut() }
    }

    pub(super) fn state(&self) -> &GoJsState {
        &self.store.data().state
    }

    pub(super) fn state_mut(&mut self) -> &mut GoJsState {
        &mut self.store.data_mut().state
    }

    pub(super) fn guest(&mut self) -> &mut Guest<'g> {
        &mut self.store.data_mut().guest
    }

    pub(super) fn heap(&self) -> &Heap {
        &self.state().heap
    }

    pub(super) fn heap_mut(&mut self) -> &mut Heap {
        &mut self.state_mut().heap
    }

    pub(super) fn realm(&self) -> &Realm {
        &self.state().realm
    }

    /// The guest's memory, and everything else.
    pub(super) fn split(&mut self) -> (Memory<'_>, &mut StoreData<'g, GoJsState>) {
        match self.store.data().memory {
            Some(memory) => {
                let (bytes, host) = memory.data_and_store_mut(&mut self.store);
                (Memory::new(bytes), host)
            }
            None => (Memory::new(&mut []), self.store.data_mut()),
        }
    }
}
