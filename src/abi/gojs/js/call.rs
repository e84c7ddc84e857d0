//! Calling and constructing.

use super::class::Class;
use super::function::Function;
use super::object::{Object, ObjectKind};
use super::{Abrupt, Completion, Js, ObjectId, Value};
use crate::run::Stop;

/// Calls that may be under way at the same time, one inside the other. Each takes native stack.
const MAX_NESTED: usize = 40;
/// How many of them may lead back into the guest. Each takes an interpreter stack of its own (`Limits::stack_bytes`).
const MAX_RESUMED: usize = 35;

impl Js<'_, '_> {
    pub(crate) fn is_callable(&self, value: &Value) -> bool {
        value.object().is_some_and(|id| matches!(self.heap().kind(id), ObjectKind::Function(_)))
    }

    fn function_of(&self, value: &Value) -> Option<Function> {
        match self.heap().kind(value.object()?) {
            ObjectKind::Function(function) => Some(function.clone()),
            _ => None,
        }
    }

    /// `function.call(this, ...args)`.
    pub(crate) fn call(&mut self, function: &Value, this: &Value, args: &[Value]) -> Completion {
        match self.function_of(function) {
            Some(Function::Native(_, body)) => self.nested(true, |js| body(js, this, args)),
            // What calls the guest holds nothing that the heap does not know of.
            Some(Function::Guest { id }) => self.nested(false, |js| js.call_guest(id, this, args)),
            Some(Function::Bound { target, this, args: bound }) => self.nested(true, |js| {
                let args = js.joined(bound, args)?;
                js.call(&target.into(), &this, &args)
            }),
            Some(Function::Class(class)) => {
                Err(self.type_error(format!("Class constructor {} cannot be invoked without 'new'", class.name)))
            }
            None => Err(self.is_no("function", function)),
        }
    }

    /// `new function(...args)`.
    pub(crate) fn construct(&mut self, function: &Value, args: &[Value]) -> Completion {
        match self.function_of(function) {
            Some(Function::Class(class)) => self.nested(true, |js| (class.new)(js, function, args)),
            Some(Function::Guest { id }) => {
                let own = function.object().and_then(|function| self.get(function, "prototype").object());
                let prototype = own.unwrap_or_else(|| self.realm().prototype(Class::Object));
                let this = self.heap_mut().add(Object::new(Some(prototype), ObjectKind::Ordinary)).into();
                let result = self.nested(true, |js| js.call_guest(id, &this, args))?;
                Ok(if result.object().is_some() { result } else { this })
            }
            Some(Function::Bound { target, args: bound, .. }) => self.nested(true, |js| {
                let args = js.joined(bound, args)?;
                js.construct(&target.into(), &args)
            }),
            Some(Function::Native(..)) | None => Err(self.is_no("constructor", function)),
        }
    }

    fn is_no(&mut self, what: &str, value: &Value) -> Abrupt {
        let shown = self.describe(value);
        self.type_error(format!("{shown} is not a {what}"))
    }

    /// The arguments that a bound function brings, and those that it is called with.
    fn joined(&mut self, mut bound: Vec<Value>, args: &[Value]) -> Completion<Vec<Value>> {
        self.room((bound.len() + args.len()) * size_of::<Value>())?;
        bound.extend_from_slice(args);
        Ok(bound)
    }

    /// `value instanceof class`.
    pub(crate) fn instance_of(&mut self, value: &Value, class: &Value) -> Completion<bool> {
        let Some(mut class) = class.object().filter(|_| self.is_callable(class)) else {
            return Err(self.type_error("Right-hand side of 'instanceof' is not callable"));
        };
        while let ObjectKind::Function(Function::Bound { target, .. }) = self.heap().kind(class) {
            class = *target;
        }
        let Some(id) = value.object() else { return Ok(false) };
        let Some(prototype) = self.get(class, "prototype").object() else {
            return Err(self.type_error("Function has non-object prototype in instanceof check"));
        };
        Ok(self.prototypes(id).any(|id| id == prototype))
    }

    /// What the object inherits from, the nearest first.
    pub(super) fn prototypes(&self, id: ObjectId) -> impl Iterator<Item = ObjectId> + '_ {
        std::iter::successors(self.heap().get(id).prototype, |id| self.heap().get(*id).prototype)
    }

    /// Calls the guest's `js.Func` by its `id`: hands the guest an event, resumes it, and takes the result from the event.
    ///
    /// `wasm_exec.js`, `_makeFuncWrapper`; `syscall/js/func.go`, `handleEvent`.
    fn call_guest(&mut self, id: Value, this: &Value, args: &[Value]) -> Completion {
        let args = self.array(args.to_vec());
        let event = self.object([("id", id), ("this", this.clone()), ("args", args.into())]);
        self.state_mut().held.push(event);
        let resumed = self.resume_with(event);
        self.state_mut().held.pop();
        resumed?;
        Ok(self.get(event, "result"))
    }

    /// Lets the guest see `event`, and go on until it waits for the next.
    pub(crate) fn resume_with(&mut self, event: ObjectId) -> Completion<()> {
        let go = self.realm().go;
        self.set(go, "_pendingEvent", event.into())?;
        self.resume_guest()
    }

    /// Lets the guest go on until it waits for an event again. `wasm_exec.js`, `_resume`.
    pub(crate) fn resume_guest(&mut self) -> Completion<()> {
        let Some(resume) = self.state().exports.resume else {
            return Err(Stop::Fault("the module exports no function resume".into()).into());
        };
        if self.state().resumed >= MAX_RESUMED {
            return Err(self.too_deep());
        }
        self.state_mut().resumptions += 1;
        self.state_mut().resumed += 1;
        let ended = crate::run::call(&mut self.store, resume, &[], &mut []).map_err(Abrupt::End);
        self.state_mut().resumed -= 1;
        ended
    }

    fn too_deep(&mut self) -> Abrupt {
        self.throw(Class::RangeError, "Maximum call stack size exceeded")
    }

    /// Runs `body` one level deeper, if there is room. With `pins`, it holds objects that the heap does not know of.
    fn nested<T>(&mut self, pins: bool, body: impl FnOnce(&mut Self) -> Completion<T>) -> Completion<T> {
        if self.state().depth >= MAX_NESTED {
            return Err(self.too_deep());
        }
        self.state_mut().depth += 1;
        self.state_mut().pins += usize::from(pins);
        let result = body(self);
        self.state_mut().pins -= usize::from(pins);
        self.state_mut().depth -= 1;
        result
    }
}
