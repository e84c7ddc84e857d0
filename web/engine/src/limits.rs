//! Limits, by the library's names and in its units: `web/src/limits.ts` spells them for users.

use std::collections::BTreeMap;
use std::time::Duration;

use bufwasm::{Bounds, Limit, Limits, OutOfBounds, Remedy};
use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::json;

/// The least, the usual and the greatest value of every limit, as JSON.
#[wasm_bindgen]
pub fn limits() -> String {
    #[derive(Serialize)]
    struct Values {
        minimum: u64,
        default: Option<u64>,
        maximum: u64,
    }
    let all = Limit::ALL.iter().map(|limit| {
        let Bounds { name, minimum, default, maximum, .. } = limit.bounds();
        (name, Values { minimum, default, maximum })
    });
    json(&all.collect::<BTreeMap<_, _>>())
}

/// The limits and the time that the properties of `given` ask for; what is undefined there has the library's default.
pub(crate) fn read(given: &JsValue) -> Result<(Limits, Option<Duration>), OutOfBounds> {
    let (mut limits, mut time) = (Limits::default(), None);
    for limit in Limit::ALL.iter().copied() {
        let value = Reflect::get(given, &limit.bounds().name.into()).ok().and_then(|value| value.as_f64());
        if let Some(value) = value.map(|value| value as u64) {
            limits.set(limit, value)?;
            if limit == Limit::Time {
                time = Some(Duration::from_nanos(value));
            }
        }
    }
    Ok((limits, time))
}

/// A [`Remedy`] as JavaScript gets it.
#[derive(Debug, Serialize)]
pub(crate) struct Higher {
    limit: &'static str,
    to: Option<u64>,
    maximum: u64,
}

impl From<Remedy> for Higher {
    fn from(Remedy { limit, to }: Remedy) -> Self {
        let Bounds { name, maximum, .. } = limit.bounds();
        Self { limit: name, to, maximum }
    }
}
