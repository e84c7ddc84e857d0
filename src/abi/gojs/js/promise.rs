//! Promises: how they settle, and the microtasks that follow.

use super::function::{Function, Outcome};
use super::object::Kind;
use super::{Abrupt, Completion, Intrinsic, Js, ObjectId, Value};

/// What a promise is beside an object.
#[derive(Debug, Default)]
pub(in crate::abi::gojs) struct Promise {
    /// How it has settled; `None` while it is pending.
    pub(super) settled: Option<(Outcome, Value)>,
    pub(super) reactions: Vec<Reaction>,
    /// Goes up when its fate is decided, so that functions that were to decide it do nothing any more.
    epoch: u32,
    /// Whether anybody has asked for the outcome.
    pub(in crate::abi::gojs) handled: bool,
}

/// What is to happen when a promise settles.
#[derive(Clone, Debug)]
pub(super) struct Reaction {
    /// Called with the value; anything but a function passes the value on.
    fulfilled: Value,
    /// Called with the reason; anything but a function passes the reason on.
    rejected: Value,
    /// The promise that gets the callback's outcome.
    derived: Value,
}

/// Work that is done before the next event.
#[derive(Debug)]
pub(in crate::abi::gojs) enum Microtask {
    /// A promise has settled.
    React { callback: Value, outcome: Outcome, value: Value, derived: Value },
    /// `promise` is to settle as `thenable` does, which has a method `then`.
    Adopt { promise: ObjectId, thenable: Value, then: Value },
    /// `queueMicrotask(callback)`.
    Call { callback: Value },
}

impl Promise {
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        let reactions = self.reactions.iter();
        let reactions = reactions.flat_map(|reaction| [&reaction.fulfilled, &reaction.rejected, &reaction.derived]);
        self.settled.iter().map(|(_, value)| value).chain(reactions)
    }
}

impl Microtask {
    /// Every value that it holds.
    pub(in crate::abi::gojs) fn values(&self) -> Vec<Value> {
        match self {
            Self::React { callback, value, derived, .. } => vec![callback.clone(), value.clone(), derived.clone()],
            Self::Adopt { promise, thenable, then } => vec![(*promise).into(), thenable.clone(), then.clone()],
            Self::Call { callback } => vec![callback.clone()],
        }
    }
}

impl Js<'_, '_> {
    /// A pending promise.
    pub(super) fn promise(&mut self) -> ObjectId {
        self.new_object(Intrinsic::Promise, Kind::Promise(Promise::default()))
    }

    /// The functions that decide `promise`.
    pub(super) fn deciders(&mut self, promise: ObjectId) -> [Value; 2] {
        let epoch = self.promise_mut(promise).map_or(0, |slot| slot.epoch);
        [Outcome::Fulfilled, Outcome::Rejected]
            .map(|outcome| self.function(Function::Settle { promise, epoch, outcome }).into())
    }

    /// What a function made by [`Self::deciders`] does.
    pub(super) fn settle(&mut self, promise: ObjectId, epoch: u32, outcome: Outcome, value: Value) -> Completion {
        if let Some(slot) = self.promise_mut(promise).filter(|slot| slot.epoch == epoch) {
            slot.epoch += 1;
            self.decide(promise, outcome, value)?;
        }
        Ok(Value::Undefined)
    }

    /// Rejects `promise`, or resolves it: with a thenable, it settles when that does.
    pub(super) fn decide(&mut self, promise: ObjectId, outcome: Outcome, value: Value) -> Completion<()> {
        let Some(id) = value.object().filter(|_| outcome == Outcome::Fulfilled) else {
            self.settle_now(promise, outcome, value);
            return Ok(());
        };
        if id == promise {
            let error = self.error(Intrinsic::TypeError, "Chaining cycle detected for promise #<Promise>");
            self.settle_now(promise, Outcome::Rejected, error);
            return Ok(());
        }
        match self.get(id, "then") {
            Ok(then) if self.is_callable(&then) => {
                self.state_mut().events.microtask(Microtask::Adopt { promise, thenable: value, then });
            }
            Ok(_) => self.settle_now(promise, Outcome::Fulfilled, value),
            Err(Abrupt::Throw(error)) => self.settle_now(promise, Outcome::Rejected, error),
            Err(end) => return Err(end),
        }
        Ok(())
    }

    fn settle_now(&mut self, promise: ObjectId, outcome: Outcome, value: Value) {
        let Some(slot) = self.promise_mut(promise) else { return };
        slot.settled = Some((outcome, value.clone()));
        let reactions = std::mem::take(&mut slot.reactions);
        if outcome == Outcome::Rejected && !slot.handled {
            self.state_mut().events.rejected.push(promise);
        }
        for reaction in reactions {
            self.react(reaction, outcome, value.clone());
        }
    }

    /// `promise.then(fulfilled, rejected)`.
    pub(super) fn then(&mut self, promise: ObjectId, fulfilled: Value, rejected: Value) -> ObjectId {
        let derived = self.promise();
        let reaction = Reaction { fulfilled, rejected, derived: derived.into() };
        if let Some(slot) = self.promise_mut(promise) {
            slot.handled = true;
            match slot.settled.clone() {
                None => slot.reactions.push(reaction),
                Some((outcome, value)) => self.react(reaction, outcome, value),
            }
        }
        derived
    }

    fn react(&mut self, reaction: Reaction, outcome: Outcome, value: Value) {
        let Reaction { fulfilled, rejected, derived } = reaction;
        let callback = if outcome == Outcome::Fulfilled { fulfilled } else { rejected };
        self.state_mut().events.microtask(Microtask::React { callback, outcome, value, derived });
    }

    /// What the function that `finally(callback)` hands to `then` does: calls back, then settles as before.
    pub(super) fn finally(&mut self, callback: &Value, outcome: Outcome, value: Value) -> Completion {
        let result = self.call(callback, Value::Undefined, &[])?;
        let promise = self.resolved(&result)?;
        let pass = self.function(Function::Constant { value, outcome });
        Ok(self.then(promise, pass.into(), Value::Undefined).into())
    }

    /// `Promise.resolve(value)`.
    pub(super) fn resolved(&mut self, value: &Value) -> Completion<ObjectId> {
        if let Some(id) = value.object().filter(|&id| matches!(self.heap().kind(id), Kind::Promise(_))) {
            return Ok(id);
        }
        let promise = self.promise();
        self.decide(promise, Outcome::Fulfilled, value.clone())?;
        Ok(promise)
    }

    /// Does one piece of work.
    pub(in crate::abi::gojs) fn run_microtask(&mut self, microtask: Microtask) -> Completion<()> {
        // The queue does not lead to them any more, and the guest may run for long in between.
        let mark = self.state().held.len();
        let held: Vec<ObjectId> = microtask.values().iter().filter_map(Value::object).collect();
        self.state_mut().held.extend(held);
        let result = self.work(microtask);
        self.state_mut().held.truncate(mark);
        result
    }

    fn work(&mut self, microtask: Microtask) -> Completion<()> {
        match microtask {
            Microtask::Call { callback } => self.call(&callback, Value::Undefined, &[]).map(drop),
            Microtask::React { callback, outcome, value, derived } => {
                let (outcome, value) = if self.is_callable(&callback) {
                    self.outcome_of(|js| js.call(&callback, Value::Undefined, &[value]))?
                } else {
                    (outcome, value)
                };
                match derived.object() {
                    Some(derived) => self.decide(derived, outcome, value),
                    None => Ok(()),
                }
            }
            Microtask::Adopt { promise, thenable, then } => {
                let deciders = self.deciders(promise);
                self.state_mut().held.extend(deciders.iter().filter_map(Value::object));
                let (outcome, value) = self.outcome_of(|js| js.call(&then, thenable, &deciders))?;
                if outcome == Outcome::Rejected {
                    self.call(&deciders[1], Value::Undefined, &[value])?;
                }
                Ok(())
            }
        }
    }

    /// What a promise makes of how `body` ends.
    pub(super) fn outcome_of(&mut self, body: impl FnOnce(&mut Self) -> Completion) -> Completion<(Outcome, Value)> {
        match body(self) {
            Ok(value) => Ok((Outcome::Fulfilled, value)),
            Err(Abrupt::Throw(value)) => Ok((Outcome::Rejected, value)),
            Err(end) => Err(end),
        }
    }

    fn promise_mut(&mut self, id: ObjectId) -> Option<&mut Promise> {
        match self.heap_mut().kind_mut(id) {
            Kind::Promise(promise) => Some(promise),
            _ => None,
        }
    }

    /// The first promise that was rejected while nobody had asked for its outcome, and nobody has since; with its reason.
    pub(in crate::abi::gojs) fn unhandled_rejection(&mut self) -> Option<Value> {
        let rejected = std::mem::take(&mut self.state_mut().events.rejected);
        rejected.into_iter().find_map(|id| match self.heap().kind(id) {
            Kind::Promise(Promise { handled: false, settled: Some((_, reason)), .. }) => Some(reason.clone()),
            _ => None,
        })
    }
}
