//! The JavaScript that a Go program may expect around it, as data: no parser, no bytecode, no engine.

mod budget;
mod builtins;
mod call;
mod convert;
mod element;
mod function;
mod gather;
mod heap;
mod inspect;
mod iterate;
mod number;
mod object;
mod promise;
mod property;
mod realm;
mod symbol;
#[cfg(test)]
mod tests;
mod text;
mod text_buffer;
mod throw;
mod typed_array;
mod value;

use wasmi::{AsContextMut, StoreContextMut};

#[cfg(test)]
pub(super) use builtins::array_items;
pub(super) use function::{Abrupt, Completion, Invocation, Native, NativeFunction, natives};
pub(super) use heap::Heap;
pub(super) use promise::Microtask;
pub(super) use realm::{Class, Intrinsic, Member, Realm, Shape};
pub(super) use text::Text;
pub(super) use typed_array::View;
pub(super) use value::{Key, ObjectId, Symbol, Value};

use super::State;
use crate::guest::Guest;
use crate::memory::Memory;
use crate::run::StoreData;

/// A run, seen from its JavaScript side.
pub(super) struct Js<'c, 'g> {
    pub(super) store: StoreContextMut<'c, StoreData<'g, State>>,
}

impl<'c, 'g> Js<'c, 'g> {
    pub(super) fn new(store: &'c mut impl AsContextMut<Data = StoreData<'g, State>>) -> Self {
        Self { store: store.as_context_mut() }
    }

    pub(super) fn state(&self) -> &State {
        &self.store.data().state
    }

    pub(super) fn state_mut(&mut self) -> &mut State {
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
    pub(super) fn split(&mut self) -> (Memory<'_>, &mut StoreData<'g, State>) {
        match self.store.data().memory {
            Some(memory) => {
                let (bytes, host) = memory.data_and_store_mut(&mut self.store);
                (Memory::new(bytes), host)
            }
            None => (Memory::new(&mut []), self.store.data_mut()),
        }
    }
}
