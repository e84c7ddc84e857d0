//! The C ABI of bufwasm: what `include/bufwasm.h` declares.
//!
//! One type of the header, with its functions, stands in one file here; the comments of both are the same, for the
//! header is made from these files (`tests/header.rs`). What holds for all functions is said at the top of the header.
//!
//! Every function that does more than read a field enters through `boundary`, so that no panic leaves it. Handles are
//! boxes, and arguments that may be NULL are options of references, so that little is left to be unsafe: reading what C
//! points to (`view`, `sized`) and calling what C points to (`stream`, `poll`).
#![deny(unsafe_op_in_unsafe_fn)]
#![deny(clippy::undocumented_unsafe_blocks)]
// The contract of these functions is the header's: each says what it needs in words for callers in C.
#![allow(clippy::missing_safety_doc)]

mod backtrace;
mod boundary;
mod buffer;
mod call_error;
mod cancel;
mod config;
mod diagnostic;
mod error;
mod executor;
mod generate;
mod hint;
mod infallible;
mod inspect;
mod kept;
mod plugin;
mod poll;
mod run;
mod section;
mod sized;
mod stream;
mod version;
mod view;

pub use backtrace::*;
pub use buffer::*;
pub use cancel::*;
pub use config::*;
pub use diagnostic::*;
pub use error::*;
pub use executor::*;
pub use generate::*;
pub use inspect::*;
pub use kept::Kept;
pub use plugin::*;
pub use poll::*;
pub use run::*;
pub use section::*;
pub use stream::*;
pub use version::*;
pub use view::*;
