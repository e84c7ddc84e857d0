//! What `Promise.all` and its like keep while they wait for several promises.

use super::function::{Function, Outcome};
use super::object::{Kind, Property};
use super::{Abrupt, Completion, Intrinsic, Js, ObjectId, Value};

/// Promises that are waited for together.
#[derive(Debug)]
pub(in crate::abi::gojs) struct Gathering {
    rule: Rule,
    /// The promise of the whole.
    pub(super) promise: ObjectId,
    /// What has come of each; `None` as long as it is pending.
    results: Vec<Option<Value>>,
    pending: usize,
}

/// When the whole settles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::abi::gojs) enum Rule {
    /// With the values of all, or the first reason.
    All,
    /// With the outcomes of all.
    AllSettled,
    /// With the first value, or the reasons of all.
    Any,
}

impl Gathering {
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.results.iter().flatten()
    }

    pub(super) fn len(&self) -> usize {
        self.results.len()
    }
}

/// Bytes of the functions and promises that wait for one result, about.
const RESULT_BYTES: usize = 1024;

impl Js<'_, '_> {
    /// The promise of the whole that `promises` make by `rule`.
    pub(super) fn gather(&mut self, rule: Rule, promises: &[Value]) -> Completion<ObjectId> {
        let promise = self.promise();
        // One more than there are, so that it does not settle before all are asked.
        let pending = promises.len() + 1;
        self.room_for(promises.len())?;
        let gathering = Gathering { rule, promise, results: vec![None; promises.len()], pending };
        let group = self.new_object(Intrinsic::Object, Kind::Gathering(gathering));
        let deciders = self.deciders(promise);
        for (index, item) in promises.iter().enumerate() {
            self.round()?;
            self.room(RESULT_BYTES)?;
            let mut take = |outcome| -> Value { self.function(Function::Gather { group, index, outcome }).into() };
            let [fulfilled, rejected] = match rule {
                Rule::All => [take(Outcome::Fulfilled), deciders[1].clone()],
                Rule::AllSettled => [take(Outcome::Fulfilled), take(Outcome::Rejected)],
                Rule::Any => [deciders[0].clone(), take(Outcome::Rejected)],
            };
            self.follow(item, fulfilled, rejected)?;
        }
        self.gathered(group)?;
        Ok(promise)
    }

    /// `Promise.resolve(item).then(fulfilled, rejected)`.
    pub(super) fn follow(&mut self, item: &Value, fulfilled: Value, rejected: Value) -> Completion<()> {
        let promise = self.resolved(item)?;
        let then = self.get(promise, "then")?;
        self.call(&then, promise.into(), &[fulfilled, rejected]).map(drop)
    }

    /// What a function does that a promise of the group is given.
    pub(super) fn take_result(&mut self, group: ObjectId, index: usize, outcome: Outcome, value: Value) -> Completion {
        let Kind::Gathering(Gathering { rule, results, .. }) = self.heap().kind(group) else {
            return Ok(Value::Undefined);
        };
        if results.get(index).is_none_or(Option::is_some) {
            return Ok(Value::Undefined);
        }
        let value = match (rule, outcome) {
            (Rule::AllSettled, Outcome::Fulfilled) => {
                self.object([("status", "fulfilled".into()), ("value", value)]).into()
            }
            (Rule::AllSettled, Outcome::Rejected) => {
                self.object([("status", "rejected".into()), ("reason", value)]).into()
            }
            _ => value,
        };
        if let Kind::Gathering(gathering) = self.heap_mut().kind_mut(group) {
            gathering.results[index] = Some(value);
        }
        self.gathered(group)?;
        Ok(Value::Undefined)
    }

    /// One more has come; with the last one, the whole settles.
    fn gathered(&mut self, group: ObjectId) -> Completion<()> {
        let Kind::Gathering(gathering) = self.heap_mut().kind_mut(group) else { return Ok(()) };
        gathering.pending -= 1;
        if gathering.pending > 0 {
            return Ok(());
        }
        let (rule, promise) = (gathering.rule, gathering.promise);
        let results = std::mem::take(&mut gathering.results);
        let results = self.array(results.into_iter().map(|result| result.unwrap_or(Value::Undefined)).collect());
        let deciders = self.deciders(promise);
        let (decider, value) = match rule {
            Rule::All | Rule::AllSettled => (&deciders[0], results.into()),
            Rule::Any => {
                let error = self.error(Intrinsic::AggregateError, "All promises were rejected");
                if let Some(id) = error.object() {
                    self.heap_mut().define(id, "errors", Property::hidden(results.into()));
                }
                (&deciders[1], error)
            }
        };
        self.call(decider, Value::Undefined, &[value]).map(drop)
    }

    /// A promise that is rejected with what `body` throws.
    pub(super) fn or_rejected(&mut self, body: impl FnOnce(&mut Self) -> Completion<ObjectId>) -> Completion {
        match body(self) {
            Ok(promise) => Ok(promise.into()),
            Err(Abrupt::Throw(reason)) => {
                let promise = self.promise();
                self.decide(promise, Outcome::Rejected, reason)?;
                Ok(promise.into())
            }
            Err(end) => Err(end),
        }
    }
}
