//! Go's js/wasm ABI, of `GOOS=js`.

use super::{HostFunction, Interface, Running};
use crate::guest::Guest;
use crate::limits::Stop;

/// The state of a GoJS guest.
pub(crate) struct State {}

impl Interface for State {
    const MEMORY: &'static str = "mem";

    fn row(_: &str, _: &str) -> Option<&'static HostFunction<Self>> {
        None
    }

    fn new(_: &Guest<'_>) -> Self {
        Self {}
    }

    fn run(_: &mut Running<'_, Self>) -> Result<(), wasmi::Error> {
        Err(wasmi::Error::host(Stop::Fault("x".into())))
    }
}
