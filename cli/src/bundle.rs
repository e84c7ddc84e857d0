//! Executables that carry their plugins: bufwasm, the modules behind it, a list of them, and a trailer at the very end.
//!
//! Systems load an executable by its head, and do not mind what comes behind it. The trailer has a fixed length, so that a
//! program finds what it carries from its end.

mod args;
mod command;
mod format;
mod read;

pub(crate) use args::BundleArgs;
pub(crate) use command::bundle;
pub(crate) use format::Item;
pub(crate) use read::{Bundle, carried};
