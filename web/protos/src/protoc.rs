//! protoc as the compiler. It is a guest of the other module's, so compiling comes in two halves: what protoc is to be run
//! with, and what comes of that run, which is JavaScript's business.

use bufwasm_codegen::{CompileError, Compiled, Compiler, Ended, Invocation, Job, Protoc, Sources};
use wasm_bindgen::prelude::*;

use crate::Generation;
use crate::problem::Problem;

/// Files that protoc is to compile.
#[wasm_bindgen]
pub struct ProtocJob {
    sources: Sources,
    to_generate: Vec<String>,
    invocation: Invocation,
}

#[wasm_bindgen]
impl ProtocJob {
    /// What protoc is to be run with, to compile those files called `to_generate`, of all that are given by their `names`
    /// and `texts`.
    ///
    /// # Errors
    ///
    /// None that is known: sources in memory can be read.
    #[wasm_bindgen(constructor)]
    pub fn new(names: Vec<String>, texts: Vec<String>, to_generate: Vec<String>) -> Result<Self, JsValue> {
        let sources = Sources::from_iter(names.into_iter().zip(texts));
        // A run that fails before it begins, with what it would have been given.
        match compile(&sources, &to_generate, Err) {
            Err(CompileError::Failed(invocation)) => Ok(Self { sources, to_generate, invocation }),
            Err(CompileError::Wrong(errors)) => Err(Problem::of_errors(&errors).into()),
            Err(CompileError::NoAnswer(message)) => Err(Problem::of_no_answer(message).into()),
            Ok(_) => Err(Problem::of_no_answer("protoc was not run".into()).into()),
        }
    }

    /// protoc's arguments, behind its name.
    #[wasm_bindgen(getter)]
    pub fn args(&self) -> Vec<String> {
        self.invocation.args.clone()
    }

    /// The paths of the files that protoc sees.
    #[wasm_bindgen(getter)]
    pub fn paths(&self) -> Vec<String> {
        self.invocation.files.iter().map(|(path, _)| path.clone()).collect()
    }

    /// What these files hold, in the same order.
    #[wasm_bindgen(getter)]
    pub fn contents(&self) -> Vec<js_sys::Uint8Array> {
        self.invocation.files.iter().map(|(_, contents)| js_sys::Uint8Array::from(&**contents)).collect()
    }

    /// The files, as protoc has compiled them in a run that `succeeded`, or not, and wrote `stdout` and `stderr`.
    ///
    /// # Errors
    ///
    /// They do not compile, or the answer is not that of a protoc which tells what it would ask plugins.
    pub fn compiled(&self, succeeded: bool, stdout: Vec<u8>, stderr: Vec<u8>) -> Result<Generation, JsValue> {
        let mut ended = Some(Ended { succeeded, stdout, stderr });
        let compiled = compile(&self.sources, &self.to_generate, |invocation| ended.take().ok_or(invocation));
        Ok(compiled.map(Generation::of).map_err(|error| match error {
            CompileError::Wrong(errors) => Problem::of_protoc(&errors),
            CompileError::NoAnswer(message) => Problem::of_no_answer(message),
            CompileError::Failed(_) => Problem::of_no_answer("protoc wants to be run twice".into()),
        })?)
    }
}

fn compile(
    sources: &Sources,
    files: &[String],
    run: impl FnMut(Invocation) -> Result<Ended, Invocation>,
) -> Result<Compiled, CompileError<Invocation>> {
    Protoc(run).compile(&Job { sources, files, sets: &[] })
}
