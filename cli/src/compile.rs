//! Compiles .proto files: by protoc, run as a guest, or by the compiler that is part of bufwasm.

mod choice;
mod guest;
mod includes;

use std::fmt;
use std::path::Path;
use std::time::Instant;

use bufwasm::ErrorKind;
use bufwasm_codegen::{BuiltIn, CompileError, Compiled, CompiledSet, Compiler, Job, ProtoError, SetContents};

pub(crate) use includes::Includes;

use crate::compiler_choice::{BUILT_IN, PROTOC};
use crate::failure::{Failure, Result};
use crate::message;
use crate::plugin::Plugin;
use crate::session::Session;
use crate::stats::Times;
use crate::status;

/// The compiler that a command uses.
pub(crate) enum Chosen {
    /// protoc, and where it was found.
    Protoc(Plugin),
    /// The one that is part of bufwasm.
    BuiltIn,
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protoc(plugin) => write!(f, "{}: {}", self.name(), plugin.path.display()),
            Self::BuiltIn => write!(f, "{}, the compiler that is part of bufwasm", self.name()),
        }
    }
}

impl Chosen {
    /// What messages and statistics call it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Protoc(_) => PROTOC,
            Self::BuiltIn => BUILT_IN,
        }
    }

    /// Where its file lies, if it is one.
    pub(crate) fn directory(&self) -> Option<&Path> {
        match self {
            Self::Protoc(plugin) => plugin.path.parent(),
            Self::BuiltIn => None,
        }
    }

    /// The files that `job` asks for, compiled. Warnings are passed on.
    ///
    /// # Errors
    ///
    /// The files do not compile, or the compiler's run did not come to an end of its own.
    pub(crate) fn compile(&self, session: &mut Session, job: &Job<'_>) -> Result<Compiled> {
        let compiled = self.with(session, job, |compiler| compiler.compile(job))?;
        compiled.warnings.iter().for_each(message::warning);
        Ok(compiled)
    }

    /// The encoded descriptor set of the files that `job` asks for.
    ///
    /// # Errors
    ///
    /// Those of [`Self::compile`].
    pub(crate) fn descriptor_set(
        &self,
        session: &mut Session,
        job: &Job<'_>,
        contents: SetContents,
    ) -> Result<CompiledSet> {
        self.with(session, job, |compiler| compiler.descriptor_set(job, contents))
    }

    fn with<T>(
        &self,
        session: &mut Session,
        job: &Job<'_>,
        work: impl FnOnce(&mut dyn Compiler<Failure>) -> std::result::Result<T, CompileError<Failure>>,
    ) -> Result<T> {
        let done = match self {
            Self::Protoc(protoc) => work(&mut guest::protoc(session, protoc)),
            Self::BuiltIn => {
                let begun = Instant::now();
                let done = work(&mut BuiltIn);
                let error = done.is_err().then_some(ErrorKind::ProtoError);
                session.record(self.name(), Times { run: begun.elapsed(), ..Times::default() }, error);
                done
            }
        };
        done.map_err(|error| self.failure(error, job))
    }

    fn failure(&self, error: CompileError<Failure>, job: &Job<'_>) -> Failure {
        match error {
            CompileError::Wrong(mistakes) => Failure::from(mistakes).of_plugin(self.name()),
            CompileError::Failed(failure) if failure.kind == ErrorKind::Trap => gave_up(failure, job),
            CompileError::Failed(failure) => failure,
            CompileError::NoAnswer(message) => {
                let hint = "`cargo xtask protoc` builds a protoc.wasm that tells what it would ask plugins";
                Failure::new(ErrorKind::BadResponse, message).hint(hint.to_owned()).of_plugin(self.name())
            }
        }
    }
}

impl From<Vec<ProtoError>> for Failure {
    /// What is wrong in .proto files, as compilers find it.
    fn from(mistakes: Vec<ProtoError>) -> Self {
        let message = mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        let hint = mistakes.iter().find_map(remedy).map(ToOwned::to_owned);
        Self { mistakes: mistakes.into(), ..Self::new(ErrorKind::ProtoError, message) }.hint(hint)
    }
}

/// What to say where protoc gave up on `job`, as it does, native or not, on what nests too deep. Where the other compiler sees
/// a mistake, that is what protoc could not say.
fn gave_up(failure: Failure, job: &Job<'_>) -> Failure {
    let seen: std::result::Result<_, CompileError<Failure>> = BuiltIn.compile(job);
    match seen {
        Err(CompileError::Wrong(errors)) if errors.first().is_some_and(|error| !is_unknown(error)) => {
            let hint = "readers of messages go no deeper than 100, and protoc aborts where they do not go on";
            Failure::from(errors).hint(hint.to_owned()).of_plugin(PROTOC)
        }
        _ => {
            let hint = "protoc gives up so on values of options that nest more than 100 messages deep; \
                        --compiler builtin says where there is one";
            failure.hint(hint.to_owned())
        }
    }
}

/// Whether the built-in compiler refuses what it does not know, which may be right.
fn is_unknown(error: &ProtoError) -> bool {
    error.message.ends_with("not known to this compiler")
}

/// What would help against a mistake that a compiler finds.
fn remedy(error: &ProtoError) -> Option<&'static str> {
    if error.message.ends_with("not known to this compiler") {
        Some("protoc knows them: put protoc.wasm beside bufwasm, or name it by --compiler or BUFWASM_COMPILER")
    } else if error.position.is_none() && error.message == "File not found." {
        Some("name its directory, or one above it, with -I")
    } else {
        None
    }
}

/// A failure that is told before any compiler runs.
pub(crate) fn not_there(path: &Path, message: &str) -> Failure {
    Failure::new(ErrorKind::ProtoError, format_args!("{}: {message}", path.display()))
}

/// `protoc` was asked for, and is nowhere.
fn no_protoc() -> Failure {
    let message = "protoc.wasm is neither beside bufwasm nor in BUFWASM_PATH";
    let hint =
        "`cargo xtask protoc` builds it; --compiler and BUFWASM_COMPILER take its path too, and builtin does without";
    Failure::new(ErrorKind::Io, message).status(status::NOT_FOUND).hint(hint.to_owned())
}
