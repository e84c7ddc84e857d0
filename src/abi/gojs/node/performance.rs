//! `performance`: the time since the run began.

use crate::abi::gojs::js::{Completion, Invocation, Js, Shape, natives};

/// `globalThis.performance`; `wasm_exec.js` reads it for `runtime.nanotime1`.
pub(super) const PERFORMANCE: Shape =
    Shape { functions: natives![now(0)], getters: natives![time_origin(0) as "timeOrigin"], constants: &[] };

/// Nanoseconds in a millisecond.
const MILLISECOND: f64 = 1e6;

/// `performance.now()`: milliseconds since the run began.
fn now(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok((js.guest().clock.monotonic() as f64 / MILLISECOND).into())
}

/// `performance.timeOrigin`: the milliseconds since 1970 at which the run began.
fn time_origin(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok((js.state().time_origin as f64 / MILLISECOND).into())
}
