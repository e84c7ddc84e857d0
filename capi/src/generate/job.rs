//! What is to be generated, as read from C, and how that is done.

use std::collections::BTreeMap;

use bufwasm::fs;
use bufwasm_codegen::{
    BuiltIn, CodeGeneratorResponse, CompileError, Compiled, Compiler, FindSource, Job, OutputTree, ProtoError, Protoc,
    Protos, Source, is_asked_as_built_in,
};

use super::sandboxed::{Ended, Sandboxed, given, run_protoc};
use super::{GenerateOptions, PluginRequest};
use crate::call_error::CallError;
use crate::plugin::Plugin;
use crate::sized;
use crate::view::{elements, files, texts};

/// Everything that one call works on.
pub(super) struct Generating<'a> {
    sources: Sources<'a>,
    to_generate: Vec<String>,
    protoc: Option<&'a Plugin>,
    asked: Vec<Asked<'a>>,
    sandboxed: Sandboxed<'a>,
}

/// A plugin, and what it is asked.
struct Asked<'a> {
    plugin: &'a Plugin,
    /// What errors call it, and what it is asked as.
    name: String,
    generator: Option<&'a str>,
    parameter: &'a str,
    env: Vec<String>,
    files: Vec<fs::File>,
}

impl<'a> Generating<'a> {
    /// What C asks for.
    ///
    /// # Safety
    ///
    /// What the options point to stays as it is, and their callbacks may be called, for `'a`.
    pub(super) unsafe fn read(options: &GenerateOptions) -> Result<Self, CallError> {
        // SAFETY: the caller's promise.
        let sources = unsafe { files(options.sources, options.source_count) }?;
        // SAFETY: the caller's promise.
        let named = unsafe { texts(options.to_generate, options.to_generate_count, "to_generate") }?;
        let all = || sources.iter().map(|(name, _)| (*name).to_owned()).collect();
        let to_generate = if named.is_empty() { all() } else { named };
        // SAFETY: the caller's promise.
        let requests = unsafe { elements(options.plugins, options.plugin_count, "plugins") }?;
        // SAFETY: the caller's promise.
        let asked = requests.iter().map(|request| unsafe { Asked::read(*request) }).collect::<Result<_, _>>()?;
        Ok(Self {
            sources: Sources::new(sources)?,
            to_generate,
            // SAFETY: the caller's promise.
            protoc: unsafe { options.protoc.as_ref() },
            asked,
            // SAFETY: the caller's promise.
            sandboxed: unsafe { Sandboxed::begin(options) },
        })
    }

    /// The files that come of it, and what the compiler warns of.
    pub(super) fn generate(mut self) -> Result<(OutputTree, Vec<ProtoError>), CallError> {
        let Compiled { protos, warnings } = self.compile()?;
        let mut tree = OutputTree::default();
        for asked in std::mem::take(&mut self.asked) {
            let name = asked.name.clone();
            self.ask(asked, &protos, &mut tree).map_err(|failure| failure.of_plugin(&name))?;
        }
        Ok((tree, warnings))
    }

    fn compile(&mut self) -> Result<Compiled, CallError> {
        let job = Job { sources: &self.sources, files: &self.to_generate, sets: &[] };
        let (sandboxed, protoc) = (&mut self.sandboxed, self.protoc);
        let compiled = match protoc {
            Some(protoc) => Protoc(|invocation| run_protoc(sandboxed, protoc, invocation)).compile(&job),
            None => BuiltIn.compile(&job),
        };
        compiled.map_err(|error| match error {
            CompileError::Wrong(errors) => CallError::proto_errors(errors),
            CompileError::NoAnswer(message) => CallError::no_protoc(message).of_plugin("protoc"),
            CompileError::Failed(failure) => failure.of_plugin("protoc"),
        })
    }

    fn ask(&mut self, asked: Asked<'_>, protos: &Protos, tree: &mut OutputTree) -> Result<(), CallError> {
        let Asked { plugin, name, generator, parameter, env, files } = asked;
        let request = match generator.is_some() || is_asked_as_built_in(&name) {
            true => protos.request_to_built_in(parameter),
            false => protos.request(parameter),
        };
        let args = generator.map(ToOwned::to_owned).into_iter().collect();
        let options = bufwasm::RunOptions { args, env, files, ..Default::default() };
        let Ended { stdout, stderr } = self.sandboxed.run(plugin, &request, options)?;
        let read = CodeGeneratorResponse::read(&name, &stdout, protos);
        let added = read.and_then(|response| tree.add(&name, response.file));
        added.map(drop).map_err(|error| CallError::from(&error).with_stderr(&stderr))
    }
}

impl Asked<'_> {
    /// # Safety
    ///
    /// The request is NULL or one, and what it points to stays as it is for `'a`.
    unsafe fn read<'a>(request: *const PluginRequest) -> Result<Asked<'a>, CallError> {
        // SAFETY: the caller's promise.
        let request = unsafe { sized::read(request) }?;
        // SAFETY: the caller's promise.
        let plugin = unsafe { request.plugin.as_ref() };
        let plugin = plugin.ok_or_else(|| CallError::usage("the plugin of a plugin request is NULL"))?;
        // SAFETY: the caller's promise.
        let (parameter, generator) =
            unsafe { (request.parameter.read("parameter")?, request.generator.read("generator")?) };
        let generator = Some(generator).filter(|generator| !generator.is_empty());
        Ok(Asked {
            plugin,
            name: generator.map_or_else(|| plugin.compiled.name().to_owned(), |name| format!("protoc-gen-{name}")),
            generator,
            parameter,
            // SAFETY: the caller's promise.
            env: unsafe { texts(request.env, request.env_count, "env") }?,
            // SAFETY: the caller's promise.
            files: given(unsafe { files(request.files, request.file_count) }?),
        })
    }
}

/// The .proto files, where the caller has them.
struct Sources<'a>(BTreeMap<&'a str, &'a [u8]>);

impl<'a> Sources<'a> {
    fn new(files: Vec<(&'a str, &'a [u8])>) -> Result<Self, CallError> {
        let mut sources = BTreeMap::new();
        for (name, text) in files {
            if sources.insert(name, text).is_some() {
                return Err(CallError::usage(format!("the source {name:?} is there twice")));
            }
        }
        Ok(Self(sources))
    }
}

impl FindSource for Sources<'_> {
    fn find(&self, name: &str) -> Result<Option<Source>, ProtoError> {
        Ok(self.0.get(name).map(|text| Source { text: text.to_vec(), shown: name.into() }))
    }
}
