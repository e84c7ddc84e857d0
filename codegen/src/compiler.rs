//! What compiles .proto files: one trait, and a file for each compiler below.
//!
//! [`Protoc`] is protoc itself, compiled to WebAssembly; [`BuiltIn`] is part of this crate, and starts faster.

mod builtin;
mod gather;
mod import_scan;
mod protoc;

pub use builtin::BuiltIn;
pub use protoc::{Ended, Invocation, Protoc};

use crate::error::ProtoError;
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
    fn descriptor_set(&mut self, job: &Job<'_>, contents: SetContents) -> Result<Vec<u8>, CompileError<F>>;
}

/// What to compile.
pub struct Job<'a> {
    /// Finds .proto files by the names that imports use.
    pub sources: &'a dyn FindSource,
    /// The names of the files to generate code for, in the order in which plugins are to see them.
    pub files: &'a [String],
    /// Encoded `FileDescriptorSet`s, for files that are not among the sources.
    pub sets: &'a [Vec<u8>],
}

/// Finds the text of .proto files.
pub trait FindSource {
    /// The file that imports call `name`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// It is there and cannot be read.
    fn find(&self, name: &str) -> Result<Option<Source>, ProtoError>;
}

/// A .proto file, not compiled yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What the file holds.
    pub text: Vec<u8>,
    /// What its user calls it: where diagnostics say the mistake is.
    pub shown: String,
}

/// What a compiler makes of files that are right.
#[derive(Debug)]
pub struct Compiled {
    /// The files.
    pub protos: Protos,
    /// What the compiler has to say all the same, such as that an import is not used.
    pub warnings: Vec<ProtoError>,
}

/// What a descriptor set holds beside the files that are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetContents {
    /// All files that they import too, so that the set is complete in itself.
    pub imports: bool,
    /// Places in the source, with comments.
    pub source_info: bool,
    /// Options whose retention is `RETENTION_SOURCE`.
    pub retained_options: bool,
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
