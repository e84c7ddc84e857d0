//! Where a plugin spends its instructions, and where it was when it trapped.
//!
//! A module is rewritten so that its functions call the host when they begin and end. It does the same as before, spends the same fuel, and
//! takes several times as long. As fuel is the same in every run, so is a profile.
//!
//! ```
//! use bufwasm::{PluginExecutor, RunOptions, profile::Profile};
//!
//! let wasm = wat::parse_str(
//!     r#"(module (memory (export "memory") 1)
//!         (func $work (loop (br_if 0 (i32.const 0))))
//!         (func $start (export "_start") call $work call $work))"#,
//! )?;
//! let plugin = PluginExecutor::new().compile_profiled("protoc-gen-example", &wasm, None)?;
//! let mut profile = Profile::default();
//! plugin.run(&mut std::io::empty(), &mut std::io::sink(), &mut std::io::sink(), RunOptions::default(), &mut profile)?;
//! assert_eq!(profile.folded(), "start 3\nstart;work 8\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod backtrace;
mod instrument;
mod pprof;
mod recorder;
#[cfg(test)]
mod tests;
mod tree;

pub use backtrace::{Backtrace, Frame, has_place};
pub(crate) use instrument::{Instrumented, instrument};
pub(crate) use recorder::Recorder;
pub use tree::Profile;
