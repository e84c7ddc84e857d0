//! Fuzzes protoc plugins compiled to WebAssembly.
//!
//! A campaign ([`fuzz`]) runs a plugin with CodeGeneratorRequests that it makes from others: first those that protoc
//! could send, then stranger ones. A request that makes new code of the plugin run is kept, and changed further. A
//! request that makes the plugin panic, trap, hang, or give an answer that protoc would not take becomes a [`Finding`]:
//! one for each bug, and as small as possible.
//!
//! ```
//! use std::num::NonZero;
//! use bufwasm_plugfuzz::{FaultKind, Plugin, Settings, built_in, fuzz};
//!
//! // A plugin that traps, whatever it is asked.
//! let wasm = wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_start") unreachable))"#)?;
//! let plugin = Plugin { name: "protoc-gen-example".into(), wasm, ..Default::default() };
//! let settings = Settings { random: 1, runs: Some(100), time: None, jobs: NonZero::<usize>::MIN };
//! let report = fuzz(plugin, built_in("")?, &settings, &mut |_| {})?;
//! assert_eq!(report.findings.len(), 1);
//! assert_eq!(report.findings[0].fault.kind, FaultKind::Trap);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The same plugin, seeds, settings and number of runs give the same findings, on every machine.
#![forbid(unsafe_code)]

mod blame;
mod campaign;
mod coverage;
mod dice;
mod event;
mod finding;
mod findings;
mod instrument;
mod minimise;
mod model;
mod mutate;
mod perturbed;
mod prune;
mod replay;
mod seeds;
mod shorten;
mod source;
mod sources;
mod target;
mod types;
mod valid;
mod verdict;

pub use campaign::{Report, Settings, fuel_limit, fuzz};
pub use event::{Event, Progress};
pub use finding::Finding;
pub use replay::replay;
pub use seeds::{built_in, from_bytes};
pub use sources::{ProtoSource, ProtoSources};
pub use target::{Plugin, SetUpError};
pub use verdict::{Fault, FaultKind, Verdict};
