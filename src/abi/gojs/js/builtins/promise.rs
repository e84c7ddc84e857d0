//! `Promise`.

use crate::abi::gojs::js::function::{Function, Outcome};
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::promise::Promise;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, ObjectId, Shape, Value, natives};

pub(super) const PROMISE: Class = Class {
    statics: Shape::functions(natives![reject(1), resolve(1)]),
    ..Class::new(Intrinsic::Promise, 1, new, Shape::functions(natives![catch(1), finally(1), then(2)]))
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.new_target.is_none() {
        return Err(js.type_error("Promise constructor cannot be invoked without 'new'"));
    }
    let executor = call.arg(0);
    if !js.is_callable(&executor) {
        let shown = js.inspect(&executor);
        return Err(js.type_error(format!("Promise resolver {shown} is not a function")));
    }
    let promise = js.instance(call, Intrinsic::Promise, Kind::Promise(Promise::default()))?;
    let deciders = js.deciders(promise);
    let (outcome, value) = js.outcome_of(|js| js.call(&executor, Value::Undefined, &deciders))?;
    if outcome == Outcome::Rejected {
        js.call(&deciders[1], Value::Undefined, &[value])?;
    }
    Ok(promise.into())
}

fn resolve(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    Ok(js.resolved(&call.arg(0))?.into())
}

fn reject(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let promise = js.promise();
    js.decide(promise, Outcome::Rejected, call.arg(0))?;
    Ok(promise.into())
}

/// The promise that the method `name` is called on.
fn this(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<ObjectId> {
    match call.this.object() {
        Some(id) if matches!(js.heap().kind(id), Kind::Promise(_)) => Ok(id),
        _ => {
            let shown = js.inspect(&call.this);
            Err(js.type_error(format!("Method Promise.prototype.{name} called on incompatible receiver {shown}")))
        }
    }
}

fn then(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let promise = this(js, call, "then")?;
    Ok(js.then(promise, call.arg(0), call.arg(1)).into())
}

fn catch(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let promise = this(js, call, "catch")?;
    Ok(js.then(promise, Value::Undefined, call.arg(0)).into())
}

fn finally(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let promise = this(js, call, "finally")?;
    let callback = call.arg(0);
    if !js.is_callable(&callback) {
        return Ok(js.then(promise, callback.clone(), callback).into());
    }
    let [fulfilled, rejected] = [Outcome::Fulfilled, Outcome::Rejected]
        .map(|outcome| js.function(Function::Finally { callback: callback.clone(), outcome }).into());
    Ok(js.then(promise, fulfilled, rejected).into())
}
