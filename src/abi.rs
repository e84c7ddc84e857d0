//! The two binary interfaces between a plugin and its host.

mod detect;
#[cfg(feature = "gojs")]
pub(crate) mod gojs;
mod imports;
mod row;
pub(crate) mod wasi;

pub use detect::{Abi, UnknownAbi};
pub(crate) use row::{HostFunction, Interface};
pub use row::{ProvidedFunction, Provision};
