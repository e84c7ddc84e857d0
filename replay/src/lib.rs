//! Recordings of plugins' runs: all that a run follows from, and how it ended, so that it can be run again and compared.
//!
//! ```
//! use bufwasm_replay::{Conditions, Recording, record};
//!
//! let wasm = wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_start") unreachable))"#)?;
//! let run = record("protoc-gen-example", "example.wasm", &wasm, Conditions::default(), b"request");
//! let bytes = Recording::new(vec![run]).to_bytes();
//!
//! let recording = Recording::read(&bytes)?;
//! let again = recording.runs()[0].again(&wasm, None);
//! assert_eq!(again.error, "trap");
//! assert!(recording.runs()[0].ended().differences(&again, true).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The format is in `proto/bufwasm/replay/v1/replay.proto`.
#![forbid(unsafe_code)]

mod conditions;
mod difference;
mod ended;
mod error;
mod proto;
mod recording;
mod run;

pub use conditions::Conditions;
pub use difference::Difference;
pub use error::ReadError;
pub use proto::Ended;
pub use recording::Recording;
pub use run::{Run, record};
