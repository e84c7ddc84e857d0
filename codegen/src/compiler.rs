//! What compiles .proto files: one trait, and a file for each compiler below.
//!
//! [`Protoc`] is protoc itself, compiled to WebAssembly; [`BuiltIn`] is part of this crate, and starts faster.

mod builtin;
mod gather;
mod import_scan;
mod protoc;

pub use builtin::BuiltIn;
pub use import_scan::{imports, package_of};
pub use protoc::{Ended, Invocation, Protoc};

use crate::error::ProtoError;
use crate::job::{Job, SetContents};
use crate::protos::Protos;

/// A compiler of .proto files. `F` is what may go wrong with the compiler itself, such as a limit that its run meets.
pub trait Compiler<F> {
    /// Compiles what `job` asks for, to ask plugins about it.
    ///
    /// # Errors
    ///
    /// The files do not compile, or the compiler itself failed.
    fn compile(&mut self, job: &Job<'_>) -> Result<Compiled, CompileError<F>>;

    /// The encoded `FileDescriptorSet` of what `job` asks for, as `protoc --descriptor_set_out` writes it.
    ///
    /// # Errors
    ///
    /// The files do not compile, or the compiler itself failed.
    fn descriptor_set(&mut self, job: &Job<'_>, contents: SetContents) -> Result<CompiledSet, CompileError<F>>;
}

/// What a compiler makes of files that are right.
#[derive(Debug)]
pub struct Compiled {
    /// The files.
    pub protos: Protos,
    /// What the compiler has to say all the same, such as that an import is not used.
    pub warnings: Vec<ProtoError>,
}

/// The same as a descriptor set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledSet {
    /// The encoded `FileDescriptorSet`.
    pub encoded: Vec<u8>,
    /// What the compiler has to say all the same.
    pub warnings: Vec<ProtoError>,
}

/// Why there is nothing compiled.
#[derive(Debug, thiserror::Error)]
pub enum CompileError<F> {
    /// The files are wrong: what the compiler says of them, in its order; never empty.
    #[error("{}", lines(.0))]
    Wrong(Vec<ProtoError>),
    /// The compiler did not come to an end of its own.
    #[error("{0}")]
    Failed(F),
    /// The compiler's answer cannot be read.
    #[error("{0}")]
    NoAnswer(String),
}

impl<F> From<ProtoError> for CompileError<F> {
    fn from(error: ProtoError) -> Self {
        Self::Wrong(vec![error])
    }
}

fn lines(errors: &[ProtoError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
