//! Every function, called through real WebAssembly.

mod arbitrary;
mod calls;
mod descriptors;
mod guest;
mod io;
mod paths;
mod poll;
mod readdir;
mod scratch;
mod snapshot_0;
mod status;
mod trace;

use guest::{PAGE, TestGuest, bytes};
