//! bufwasm-codegen for JavaScript: the half of the npm package `@bufwasm/web` that knows .proto files.
//!
//! It is a module of its own because a page that only runs plugins does without. What is exported here is the package's own
//! business: `web/src/generate.ts` calls it. Errors cross over as JSON, bytes as `Uint8Array`.

mod problem;
mod protoc;

pub use protoc::ProtocJob;

use bufwasm_codegen::{
    BuiltIn, CodeGeneratorResponse, CompileError, Compiled, Compiler, Job, OutputTree, Protos, Sources,
    is_asked_as_built_in,
};
use problem::{Diagnostic, Problem};
use std::convert::Infallible;
use wasm_bindgen::prelude::*;

/// Compiled .proto files, and what plugins have made of them so far.
#[wasm_bindgen]
pub struct Generation {
    protos: Protos,
    warnings: Vec<Diagnostic>,
    tree: OutputTree,
}

#[wasm_bindgen]
impl Generation {
    /// Compiles those of the files called `to_generate`, of all that are given by their `names` and `texts`, by the
    /// compiler that is part of this module.
    ///
    /// # Errors
    ///
    /// They do not compile.
    #[wasm_bindgen(constructor)]
    pub fn new(names: Vec<String>, texts: Vec<String>, to_generate: Vec<String>) -> Result<Self, JsValue> {
        let sources = Sources::from_iter(names.into_iter().zip(texts));
        let job = Job { sources: &sources, files: &to_generate, sets: &[] };
        let compiled: Result<_, CompileError<Infallible>> = BuiltIn.compile(&job);
        Ok(compiled.map(Self::of).map_err(Problem::of_builtin)?)
    }

    /// What the plugin called `plugin` is asked, with its `parameter`. `built_in`: it is a generator that protoc has built
    /// in, whatever it is called.
    pub fn request(&self, plugin: &str, built_in: bool, parameter: &str) -> Vec<u8> {
        match built_in || is_asked_as_built_in(plugin) {
            true => self.protos.request_to_built_in(parameter),
            false => self.protos.request(parameter),
        }
    }

    /// Adds what `plugin` has answered.
    ///
    /// # Errors
    ///
    /// It is no answer, tells an error, or does not fit those before it.
    pub fn add(&mut self, plugin: &str, answer: &[u8]) -> Result<(), JsValue> {
        let read = CodeGeneratorResponse::read(plugin, answer, &self.protos);
        let added = read.and_then(|response| self.tree.add(plugin, response.file));
        Ok(added.map(drop).map_err(|error| Problem::from(&error))?)
    }

    /// What the compiler has to say of files that are right, as JSON.
    pub fn warnings(&self) -> String {
        problem::json(&self.warnings)
    }

    /// The names of the files that plugins have made so far, sorted.
    pub fn names(&self) -> Vec<String> {
        self.tree.files().map(|(name, _)| name.to_owned()).collect()
    }

    /// The contents of the files, in the order of their names.
    pub fn contents(&self) -> Vec<js_sys::Uint8Array> {
        self.tree.files().map(|(_, content)| js_sys::Uint8Array::from(content)).collect()
    }
}

impl Generation {
    fn of(Compiled { protos, warnings }: Compiled) -> Self {
        let warnings = warnings.iter().map(Diagnostic::from).collect();
        Self { protos, warnings, tree: OutputTree::default() }
    }
}
