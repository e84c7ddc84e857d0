//! Everything between .proto files and generated code, except running the plugins.
//!
//! [`Protos`] are compiled .proto files. They give the request that a protoc plugin reads from stdin.
//! [`CodeGeneratorResponse`] is what it writes to stdout. An [`OutputTree`] collects the files in the answers of one or
//! more plugins.
//!
//! ```
//! use bufwasm_codegen::{CodeGeneratorResponse, OutputTree, Protos, Sources};
//!
//! fn generate(plugin: impl Fn(&[u8]) -> Vec<u8>) -> Result<OutputTree, bufwasm_codegen::GenerateError> {
//!     let sources = Sources::from_iter([("shop.proto", r#"syntax = "proto3"; message Item { string name = 1; }"#)]);
//!     let protos = Protos::compile(&sources, ["shop.proto"])?;
//!     let answer = plugin(&protos.request("paths=source_relative"));
//!     let answer = CodeGeneratorResponse::read("protoc-gen-example", &answer, &protos)?;
//!     let mut tree = OutputTree::default();
//!     tree.add("protoc-gen-example", answer.file)?;
//!     Ok(tree)
//! }
//!
//! // A plugin that answers with one file.
//! let tree = generate(|_request| b"\x7a\x09\x0a\x03a.c\x7a\x02hi".to_vec())?;
//! assert_eq!(tree.files().collect::<Vec<_>>(), [("a.c", &b"hi"[..])]);
//! # Ok::<(), bufwasm_codegen::GenerateError>(())
//! ```
//!
//! Nothing here reads or writes a file: sources come from whatever resolves their names, such as [`Sources`], and the tree
//! is in memory. So it builds and behaves the same for `wasm32-unknown-unknown` as anywhere else.
#![forbid(unsafe_code)]

#[cfg(all(test, unix))]
mod as_protoc;
mod builtin;
mod compiler;
mod copied;
mod error;
mod features;
mod generators;
mod image;
mod insertion;
mod job;
mod name;
mod pieces;
mod protos;
mod request;
mod response;
mod set_format;
mod set_names;
mod sources;
mod tree;

pub use compiler::{
    BuiltIn, CompileError, Compiled, CompiledSet, Compiler, Ended, Invocation, Protoc, imports, package_of,
};
pub use copied::Copied;
pub use error::{GenerateError, Position, ProtoError};
pub use generators::{BUILT_IN_GENERATORS, is_asked_as_built_in};
pub use image::{DescribedFile, FilterError, Image, ImageQuestion, TypeFilter, image_files, managed};
pub use job::{DescriptorSet, FindSource, Job, SetContents, Source};
pub use pieces::Strategy;
pub use protos::{ProtoFile, Protos};
pub use request::CodeGeneratorRequest;
pub use response::{CodeGeneratorResponse, GeneratedFile};
pub use set_format::{SetError, SetFormat};
pub use set_names::names_in_set;
pub use sources::Sources;
pub use tree::{CleanedName, OutputTree};
