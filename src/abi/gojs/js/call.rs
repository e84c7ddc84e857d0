//! Calling and constructing.

use super::function::{Function, Native, Outcome};
use super::object::{Kind, Object};
use super::{Abrupt, Completion, Intrinsic, Invocation, Js, ObjectId, Value};
use crate::run::Stop;

/// Calls that may be under way at the same time, one inside the other. Each takes native stack.
const MAX_NESTED: usize = 40;
/// How many of them may lead back into the guest. Each takes an interpreter stack of its own (`Limits::stack_bytes`).
const MAX_RESUMED: usize = 35;

/// What there is to do for a call, found while the function object is borrowed.
enum Action {
    Native(Native),
    Guest(Value),
    Bound(ObjectId, Vec<Value>),
    Settle(ObjectId, u32, Outcome),
    Gather(ObjectId, usize, Outcome),
    Finally(Value, Outcome),
    Constant(Value, Outcome),
}

impl Js<'_, '_> {
    pub(in crate::abi::gojs) fn is_callable(&self, value: &Value) -> bool {
        value.object().is_some_and(|id| matches!(self.heap().kind(id), Kind::Function(_)))
    }

    /// `function.call(this, ...args)`.
    pub(in crate::abi::gojs) fn call(&mut self, function: &Value, this: Value, args: &[Value]) -> Completion {
        let Some(action) = self.action(function) else {
            let shown = self.brief(function);
            return Err(self.type_error(format!("{shown} is not a function")));
        };
        // What calls the guest holds nothing that the heap does not know of.
        let pins = !matches!(action, Action::Guest(_));
        self.nested(pins, |js| js.act(action, this, args, None))
    }

    /// `Reflect.apply(function, this, args)`.
    pub(in crate::abi::gojs) fn apply(&mut self, function: &Value, this: Value, args: &[Value]) -> Completion {
        if self.is_callable(function) {
            return self.call(function, this, args);
        }
        let (shown, kind) = (self.brief(function), self.type_in_errors(function));
        Err(self
            .type_error(format!("Function.prototype.apply was called on {shown}, which is {kind} and not a function")))
    }

    /// `new function(...args)`.
    pub(in crate::abi::gojs) fn construct(&mut self, function: &Value, args: &[Value]) -> Completion {
        let target = function.object();
        self.construct_as(function, args, target)
    }

    /// `Reflect.construct(function, args, target)`.
    pub(super) fn construct_as(&mut self, function: &Value, args: &[Value], target: Option<ObjectId>) -> Completion {
        if !self.is_constructor(function) {
            let shown = self.brief(function);
            return Err(self.type_error(format!("{shown} is not a constructor")));
        }
        match self.action(function) {
            None => Ok(Value::Undefined),
            Some(action @ Action::Native(_)) => self.nested(true, |js| js.act(action, Value::Undefined, args, target)),
            Some(Action::Bound(inner, bound)) => {
                let target = if target == function.object() { Some(inner) } else { target };
                let args: Vec<Value> = bound[1..].iter().chain(args).cloned().collect();
                self.construct_as(&inner.into(), &args, target)
            }
            Some(action) => {
                let prototype = self.prototype_for(target, Intrinsic::Object)?;
                let this: Value = self.heap_mut().add(Object::new(Some(prototype), Kind::Ordinary)).into();
                let result = self.nested(true, |js| js.act(action, this.clone(), args, target))?;
                Ok(if result.object().is_some() { result } else { this })
            }
        }
    }

    /// `function.bind(undefined, ...args)`.
    pub(in crate::abi::gojs) fn bind(&mut self, function: &Value, args: &[Value]) -> Completion {
        let Some(target) = function.object() else { return Ok(Value::Undefined) };
        let args = [Value::Undefined].iter().chain(args).cloned().collect();
        Ok(self.function(Function::Bound { target, args }).into())
    }

    pub(super) fn is_constructor(&self, value: &Value) -> bool {
        let Some(Kind::Function(function)) = value.object().map(|id| self.heap().kind(id)) else { return false };
        match function {
            Function::Native(native) => native.constructs.is_some(),
            Function::Guest { .. } => true,
            // What is bound is not bound itself: this goes one level deep.
            Function::Bound { target, .. } => self.is_constructor(&(*target).into()),
            _ => false,
        }
    }

    /// The prototype of what `new target` makes, which is `class`'s unless the target has one of its own.
    pub(super) fn prototype_for(&mut self, target: Option<ObjectId>, class: Intrinsic) -> Completion<ObjectId> {
        let own = match target {
            Some(target) => self.get(target, "prototype")?.object(),
            None => None,
        };
        Ok(own.unwrap_or_else(|| self.realm().prototype(class)))
    }

    /// `value instanceof class`.
    pub(in crate::abi::gojs) fn instance_of(&mut self, value: &Value, class: &Value) -> Completion<bool> {
        let Some(class) = class.object() else {
            return Err(self.type_error("Right-hand side of 'instanceof' is not an object"));
        };
        if !self.is_callable(&class.into()) {
            return Err(self.type_error("Right-hand side of 'instanceof' is not callable"));
        }
        let mut class = class;
        if let Kind::Function(Function::Bound { target, .. }) = self.heap().kind(class) {
            class = *target;
        }
        let Some(id) = value.object() else { return Ok(false) };
        let Some(prototype) = self.get(class, "prototype")?.object() else {
            return Err(self.type_error("Function has non-object prototype in instanceof check"));
        };
        let mut at = self.heap().get(id).prototype;
        while let Some(id) = at {
            if id == prototype {
                return Ok(true);
            }
            at = self.heap().get(id).prototype;
        }
        Ok(false)
    }

    fn action(&self, function: &Value) -> Option<Action> {
        let Kind::Function(function) = self.heap().kind(function.object()?) else { return None };
        Some(match function {
            Function::Native(native) => Action::Native(native.body),
            Function::Guest { id } => Action::Guest(id.clone()),
            Function::Bound { target, args } => Action::Bound(*target, args.clone()),
            Function::Settle { promise, epoch, outcome } => Action::Settle(*promise, *epoch, *outcome),
            Function::Gather { group, index, outcome } => Action::Gather(*group, *index, *outcome),
            Function::Finally { callback, outcome } => Action::Finally(callback.clone(), *outcome),
            Function::Constant { value, outcome } => Action::Constant(value.clone(), *outcome),
        })
    }

    fn act(&mut self, action: Action, this: Value, args: &[Value], new_target: Option<ObjectId>) -> Completion {
        match action {
            Action::Native(body) => body(self, &Invocation { this, args, new_target }),
            Action::Guest(id) => self.call_guest(id, this, args),
            Action::Bound(target, bound) => {
                let args: Vec<Value> = bound[1..].iter().chain(args).cloned().collect();
                self.call(&target.into(), bound[0].clone(), &args)
            }
            Action::Settle(promise, epoch, outcome) => {
                self.settle(promise, epoch, outcome, args.first().cloned().unwrap_or(Value::Undefined))
            }
            Action::Gather(group, index, outcome) => {
                self.take_result(group, index, outcome, args.first().cloned().unwrap_or(Value::Undefined))
            }
            Action::Finally(callback, outcome) => {
                self.finally(&callback, outcome, args.first().cloned().unwrap_or(Value::Undefined))
            }
            Action::Constant(value, Outcome::Fulfilled) => Ok(value),
            Action::Constant(value, Outcome::Rejected) => Err(Abrupt::Throw(value)),
        }
    }

    /// Calls the guest's `js.Func` by its `id`: hands the guest an event, resumes it, and takes the result from the event.
    ///
    /// `wasm_exec.js`, `_makeFuncWrapper`; `syscall/js/func.go`, `handleEvent`.
    pub(in crate::abi::gojs) fn call_guest(&mut self, id: Value, this: Value, args: &[Value]) -> Completion {
        let args = self.array(args.to_vec());
        let event = self.object([("id", id), ("this", this), ("args", args.into())]);
        let go = self.realm().go;
        self.set(go, "_pendingEvent", event.into())?;
        self.state_mut().held.push(event);
        let resumed = self.resume_guest();
        self.state_mut().held.pop();
        resumed?;
        self.get(event, "result")
    }

    /// Lets the guest go on until it waits for an event again. `wasm_exec.js`, `_resume`.
    pub(in crate::abi::gojs) fn resume_guest(&mut self) -> Completion<()> {
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
        self.range_error("Maximum call stack size exceeded")
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
