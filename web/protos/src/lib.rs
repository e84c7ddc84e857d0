//! bufwasm-codegen for JavaScript: the half of the npm package `@bufwasm/web` that knows .proto files.
//!
//! It is a module of its own because a page that only runs plugins does without. What is exported here is the package's own
//! business: `web/src/generate.ts` calls it. Errors cross over as JSON, bytes as `Uint8Array`.

use bufwasm_codegen::{CodeGeneratorResponse, GenerateError, OutputTree, ProtoError, Protos, Sources};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Compiled .proto files, and what plugins have made of them so far.
#[wasm_bindgen]
pub struct Generation {
    protos: Protos,
    tree: OutputTree,
}

#[wasm_bindgen]
impl Generation {
    /// Compiles those of the files called `to_generate`, of all that are given by their `names` and `texts`.
    ///
    /// # Errors
    ///
    /// They do not compile.
    #[wasm_bindgen(constructor)]
    pub fn new(names: Vec<String>, texts: Vec<String>, to_generate: Vec<String>) -> Result<Self, JsValue> {
        let sources = Sources::from_iter(names.into_iter().zip(texts));
        let protos = Protos::compile(&sources, to_generate).map_err(|error| Problem::from(&error))?;
        Ok(Self { protos, tree: OutputTree::default() })
    }

    /// What a plugin is asked, with its `parameter`.
    pub fn request(&self, parameter: &str) -> Vec<u8> {
        self.protos.request(parameter)
    }

    /// Adds what `plugin` has answered.
    ///
    /// # Errors
    ///
    /// It is no answer, tells an error, or does not fit those before it.
    pub fn add(&mut self, plugin: &str, answer: &[u8]) -> Result<(), JsValue> {
        let read = CodeGeneratorResponse::read(answer, &self.protos);
        let added = read.and_then(|response| self.tree.add(plugin, response.file));
        Ok(added.map(drop).map_err(|error| Problem::from(&error))?)
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

/// An error as JavaScript gets it: JSON, of which `web/src/error.ts` makes a `BufwasmError`.
#[derive(Serialize)]
struct Problem {
    /// As `bufwasm --error-format json` names it.
    kind: &'static str,
    message: String,
    hint: Option<&'static str>,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

impl From<&ProtoError> for Problem {
    fn from(error: &ProtoError) -> Self {
        let editions = error.message.ends_with("not known to this compiler");
        let missing = error.message.ends_with("is not in any include path") || error.message.ends_with("not found");
        Self {
            kind: error.kind().name(),
            message: error.message.clone(),
            hint: match () {
                () if editions => Some("editions are not known here yet: write syntax = \"proto3\""),
                () if missing => Some("add the file to files, under the name that it is imported by"),
                () => None,
            },
            file: error.file.clone(),
            line: error.position.map(|position| position.line),
            column: error.position.map(|position| position.column),
        }
    }
}

impl From<&GenerateError> for Problem {
    fn from(error: &GenerateError) -> Self {
        let hint = match error {
            GenerateError::Proto(error) => return error.into(),
            GenerateError::Unsupported { .. } => Some("use a newer release of the plugin, or do without the feature"),
            GenerateError::NoResponse(_) => {
                Some("a protoc plugin writes its answer to stdout, and nothing else; plugin.run() shows what it writes")
            }
            GenerateError::Duplicate { .. } => Some("give the plugins different parameters, or run them one by one"),
            GenerateError::NoFileToInsertIn { .. } => Some("the plugin that writes the file comes first"),
            _ => None,
        };
        Self { kind: error.kind().name(), message: error.to_string(), hint, file: None, line: None, column: None }
    }
}

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> Self {
        // Strings and numbers always make JSON.
        serde_json::to_string(&problem).unwrap_or_default().into()
    }
}
