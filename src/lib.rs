//! Runs protoc and Buf plugins compiled to WebAssembly where no machine code may be generated at run time.
//!
//! A plugin is a WebAssembly module that speaks WASI preview 1, or Go's js/wasm ABI. It is interpreted by
//! [wasmi](https://docs.rs/wasmi), in a sandbox: it sees its arguments, its standard streams, a read-only file system of
//! files that it carries or that the caller adds, and a clock and a randomness that are the same in every run.
//!
//! ```
//! use bufwasm::{Error, PluginExecutor, RunOptions};
//!
//! fn generate(wasm: &[u8], mut request: &[u8]) -> Result<Vec<u8>, Error> {
//!     let executor = PluginExecutor::builder().memory_pages(4096).fuel(1_000_000_000_000).build();
//!     let plugin = executor.compile("protoc-gen-example", wasm)?;
//!     let mut response = Vec::new();
//!     plugin.run(&mut request, &mut response, &mut std::io::sink(), RunOptions::default())?;
//!     Ok(response)
//! }
//!
//! // A plugin that answers nothing to anything.
//! let wasm = wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_start")))"#)?;
//! assert_eq!(generate(&wasm, b"request")?, b"");
//!
//! // What is no plugin is an error that says why.
//! let error = generate(b"\0asm\x01\0\0\0", b"request").unwrap_err();
//! assert!(matches!(error, Error::UnknownAbi(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`CompiledPlugin`] is compiled once and can run on many threads at once; runs do not see each other. [`Limits`] bound
//! what a run may spend, a [`CancellationToken`] stops it, [`Stats`] tell what it spent, and [`Error`] tells every way in
//! which it can fail.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `gojs` | yes | Go's js/wasm ABI |
//! | `optimise` | yes | what [`optimise`](crate::optimise::optimise) does: without it, it finds nothing to do |
//! | `simd` | yes | vector instructions |
//! | `host` | no | `bufwasm::host`: the operating system's clock and randomness, for callers that want to pass them in |
//!
//! The library itself reads no file, clock or environment and starts no thread, so it builds and behaves the same for
//! `wasm32-unknown-unknown` and `aarch64-apple-ios` as anywhere else.
#![forbid(unsafe_code)]
// Documentation on docs.rs tells at each item which feature it takes.
#![cfg_attr(docsrs, feature(doc_cfg))]
// One ABI alone uses less of what the two share.
#![cfg_attr(not(feature = "gojs"), allow(dead_code, unused_imports))]

mod abi;
mod encoding;
mod engine;
mod error;
mod executor;
pub mod fs;
mod guest;
pub mod host;
mod limits;
mod lower;
mod memory;
pub mod module;
pub mod optimise;
pub mod profile;
pub mod proto;
mod rewrite;
mod run;
pub mod section;

pub use abi::{Abi, ProvidedFunction, Provision, UnknownAbi};
pub use error::{BadModule, Error, ErrorKind, GuestEnd, MissingImport, PluginExecutionError};
pub use executor::{
    CompiledPlugin, FilesLeft, FilesLeftError, GoGc, Memories, PluginExecutor, PluginExecutorBuilder, ProfiledPlugin,
    RunEnd, RunOptions, SharedModule, Stats, check,
};
pub use guest::RefusedWrite;
pub use host::{Clock, Random};
pub use limits::{BYTES_PER_FUEL, Bounds, Limit, Limits, OutOfBounds, PAGE_BYTES, Remedy, STACK_BYTES_PER_FRAME, Unit};
pub use optimise::Optimise;
pub use run::CancellationToken;
