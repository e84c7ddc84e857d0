//! Makes a module that was built for threads, or for a host that gives it its memory, one that runs alone.
//!
//! One file for each thing that the engine has none of. What runs alone sees no difference to a host that never gives it a second
//! thread: nothing happens between two of its instructions.

mod atomics;
mod function;
mod memories;
#[cfg(test)]
mod tests;

pub(crate) use atomics::Atomics;
pub(crate) use memories::make_own;
