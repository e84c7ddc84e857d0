//! The look outside that a run takes between two slices of fuel.
//!
//! A run looks at its deadline's clock between slices. That clock, read, also asks JavaScript whether to go on: a worker
//! reports progress there, and sees that a page has raised its flag while no message can reach the worker.

use std::cell::RefCell;
use std::time::Duration;

use bufwasm::{CancellationToken, Clock};
use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

thread_local! {
    /// Of the run that is going on: a clock cannot hold what belongs to one thread.
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

#[derive(Clone)]
struct Watch {
    look: Function,
    token: CancellationToken,
}

/// Does `work`, during which `look` is called between slices of fuel; when it returns true, `token` is cancelled.
pub(crate) fn watched<T>(look: Function, token: CancellationToken, work: impl FnOnce() -> T) -> T {
    let outer = WATCH.replace(Some(Watch { look, token }));
    let result = work();
    WATCH.set(outer);
    result
}

/// The host's clock, for deadlines alone: guests see the one that is the same in every run.
pub(crate) struct PageClock;

impl Clock for PageClock {
    fn realtime(&self) -> u64 {
        (js_sys::Date::now() * 1e6) as u64
    }

    fn monotonic(&self) -> u64 {
        // Cloned, because what it calls may begin a run of its own.
        if let Some(Watch { look, token }) = WATCH.with_borrow(Clone::clone) {
            // A look that throws ends the run as well: there is nobody to go on for.
            if look.call0(&JsValue::UNDEFINED).map_or(true, |stop| stop.is_truthy()) {
                token.cancel();
            }
        }
        (performance_now() * 1e6) as u64
    }

    /// No guest sleeps on this clock.
    fn sleep(&self, _: Duration) {}
}
