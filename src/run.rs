//! What a run of a guest is made of, whatever its ABI: the store's data, slices of fuel, the limiter, what may end the run, and
//! what becomes of its end.

mod data;
pub(crate) mod host_calls;
mod interrupt;
mod limiter;
mod outcome;
mod pace;
mod slices;
mod stop;

pub(crate) use data::{Call, StoreData};
pub use interrupt::CancellationToken;
pub(crate) use interrupt::{Deadline, Interrupt};
pub(crate) use limiter::Limiter;
pub(crate) use outcome::{outcome, refused};
pub(crate) use pace::Pace;
pub(crate) use slices::{Running, call};
pub(crate) use stop::Stop;
