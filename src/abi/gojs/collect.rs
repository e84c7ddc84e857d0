//! When objects are collected, and what keeps them alive.

use super::js::{Completion, Js, ObjectId, Value};
use super::refs::{Ref, TypeFlag};
use crate::run::Stop;

impl Js<'_, '_> {
    /// Collects the objects that nothing leads to, if it is time; ends the run if the others take more than they may.
    pub(super) fn tidy_up(&mut self) -> Completion<()> {
        if !self.heap().is_due() {
            return Ok(());
        }
        if self.state().pins == 0 {
            self.collect();
        }
        match self.heap().is_full() {
            true => Err(Stop::ObjectLimit { limit: self.heap().limit() }.into()),
            false => Ok(()),
        }
    }

    /// Drops every object that nothing leads to.
    pub(super) fn collect(&mut self) {
        let state = self.state_mut();
        let mut roots: Vec<ObjectId> = state.realm.roots().chain(state.refs.objects()).collect();
        roots.extend(state.events.values().filter_map(Value::object));
        roots.extend(&state.held);
        let other = state.refs.size() + state.events.size();
        state.heap.collect(roots.into_iter(), other);
    }

    /// A reference to `value` for the guest.
    pub(super) fn store(&mut self, value: Value) -> Ref {
        let kind = match &value {
            Value::Text(_) => TypeFlag::Text,
            Value::Symbol(_) => TypeFlag::Symbol,
            Value::Object(_) if self.is_callable(&value) => TypeFlag::Function,
            Value::Object(_) => TypeFlag::Object,
            _ => TypeFlag::Plain,
        };
        let state = self.state_mut();
        let before = state.refs.size();
        let reference = state.refs.store(value, kind);
        let grown = state.refs.size().saturating_sub(before);
        state.heap.charge(grown);
        reference
    }

    /// Where the guest's stack is, now that Go code has run.
    pub(super) fn stack_pointer(&mut self) -> Completion<u32> {
        let Some(getsp) = self.state().exports.getsp else {
            return Err(Stop::Fault("the module exports no function getsp".into()).into());
        };
        let mut results = [wasmi::Val::I32(0)];
        crate::run::call(&mut self.store, getsp, &[], &mut results).map_err(super::js::Abrupt::End)?;
        Ok(results[0].i32().unwrap_or_default().cast_unsigned())
    }
}
