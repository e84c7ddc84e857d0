//! `Promise`.

use crate::abi::gojs::js::function::{Function, Outcome};
use crate::abi::gojs::js::gather::Rule;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::promise::Promise;
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, ObjectId, Shape, Value, natives};

pub(super) const PROMISE: Class = Class {
    statics: Shape::functions(natives![
        all(1), all_settled(1) as "allSettled", any(1), race(1), reject(1), resolve(1), with_resolvers(0) as "withResolvers",
    ]),
    ..Class::new(Intrinsic::Promise, 1, new, Shape::functions(natives![catch(1), finally(1), then(2)]))
};

fn new(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.new_target.is_none() {
        return Err(js.type_error("Promise constructor cannot be invoked without 'new'"));
    }
    let executor = call.arg(0);
    if !js.is_callable(&executor) {
        let shown = js.brief(&executor);
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

fn gather(js: &mut Js<'_, '_>, call: &Invocation<'_>, rule: Rule) -> Completion {
    js.or_rejected(|js| {
        let promises = js.iterate(&call.arg(0))?;
        js.gather(rule, &promises)
    })
}

fn all(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    gather(js, call, Rule::All)
}

fn all_settled(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    gather(js, call, Rule::AllSettled)
}

fn any(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    gather(js, call, Rule::Any)
}

fn race(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    js.or_rejected(|js| {
        let promise = js.promise();
        let [fulfilled, rejected] = js.deciders(promise);
        for item in js.iterate(&call.arg(0))? {
            js.round()?;
            js.follow(&item, fulfilled.clone(), rejected.clone())?;
        }
        Ok(promise)
    })
}

fn with_resolvers(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    let promise = js.promise();
    let [resolve, reject] = js.deciders(promise);
    Ok(js.object([("promise", promise.into()), ("resolve", resolve), ("reject", reject)]).into())
}

/// The promise that the method `name` is called on.
fn this(js: &mut Js<'_, '_>, call: &Invocation<'_>, name: &str) -> Completion<ObjectId> {
    match call.this.object() {
        Some(id) if matches!(js.heap().kind(id), Kind::Promise(_)) => Ok(id),
        _ => {
            let shown = js.brief(&call.this);
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
