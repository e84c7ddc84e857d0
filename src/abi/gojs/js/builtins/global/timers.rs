//! Timers and microtasks. A timer is a number here, as in a browser; Node's is an object.

use crate::abi::gojs::events::{Callback, MAX_TIMERS, QUEUED_BYTES, Timer, delay_nanos};
use crate::abi::gojs::js::{Completion, Invocation, Js, Microtask, Value};

fn callback(js: &mut Js<'_, '_>, call: &Invocation<'_>, args: &[Value]) -> Completion<Callback> {
    let function = call.arg(0);
    if !js.is_callable(&function) {
        return Err(js.invalid_argument("callback", "of type function", &function));
    }
    js.reserve(QUEUED_BYTES + size_of_val(args))?;
    Ok(Callback { function, args: args.to_vec() })
}

/// Sets a timer that goes off after `delay` nanoseconds.
fn set(js: &mut Js<'_, '_>, delay: u64, timer: Timer) -> Completion {
    let at = js.guest().clock.now().saturating_add(delay);
    match js.state_mut().events.set_timer(at, timer) {
        Some(id) => Ok(id.into()),
        None => Err(js.range_error(format!("more than {MAX_TIMERS} timers are set"))),
    }
}

pub(super) fn set_timeout(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let callback = callback(js, call, call.rest(2))?;
    let delay = delay_nanos(js.to_number(&call.arg(1))?);
    set(js, delay, Timer::Call { callback, period: None })
}

pub(super) fn set_interval(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let callback = callback(js, call, call.rest(2))?;
    let delay = delay_nanos(js.to_number(&call.arg(1))?);
    set(js, delay, Timer::Call { callback, period: Some(delay) })
}

pub(super) fn set_immediate(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let callback = callback(js, call, call.rest(1))?;
    set(js, 0, Timer::Call { callback, period: None })
}

pub(super) fn clear_timer(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if let Value::Number(id) = call.arg(0) {
        // What is no id becomes 0, which no timer has.
        let id = if id.fract() == 0.0 { id as u32 } else { 0 };
        js.state_mut().events.clear_timer(id);
    }
    Ok(Value::Undefined)
}

pub(super) fn queue_microtask(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let callback = callback(js, call, &[])?.function;
    js.state_mut().events.microtask(Microtask::Call { callback });
    Ok(Value::Undefined)
}
