//! What is to be generated, as it is typed.

use std::path::Path;

use bufwasm_codegen::SetContents;

use super::args::{GenerateArgs, SetArgs};
use super::descriptor_set::read_sets;
use super::generators::generators;
use super::plan::{Input, Plan, SetOutput};
use crate::compile::Includes;
use crate::failure::{Failure, Result};

/// Where the files lie that compilers bring.
const GOOGLES_OWN: &str = "google/protobuf";

impl Plan {
    /// What `args` ask for. Plugins are also looked up in the directory `beside`.
    ///
    /// # Errors
    ///
    /// There is nothing to generate, no such plugin, no such file; a descriptor set cannot be read.
    pub(crate) fn typed(args: &GenerateArgs, beside: Option<&Path>) -> Result<Self> {
        if let Some(option) = args.buf.given() {
            let message =
                format!("{option} is about a buf.gen.yaml, which says what is generated if nothing else does");
            return Err(Failure::usage(message));
        }
        let generators = generators(args, beside)?;
        Ok(Self { inputs: vec![input(args)?], generators, clean: false })
    }
}

/// The files that `args` name.
fn input(args: &GenerateArgs) -> Result<Input> {
    if args.protos.is_empty() {
        let hint = "name the files, such as `proto/shop/*.proto`";
        return Err(Failure::usage("there is no .proto file to generate code for").hint(hint.to_owned()));
    }
    if args.set.imports && args.set.descriptor_set_out.is_none() {
        return Err(Failure::usage(
            "--include_imports is about what --descriptor_set_out writes, and that is not there",
        ));
    }
    let sets = read_sets(&args.set.sets)?;
    let sources = match args.includes.is_empty() && !sets.is_empty() {
        true => Includes::none(),
        false => Includes::new(&args.includes),
    };
    let files = args.protos.iter().map(|path| match sources.name_of(path) {
        // It may be in a set, or come with the compiler.
        Err(_) if !sets.is_empty() || path.starts_with(GOOGLES_OWN) => Ok(path.to_string_lossy().into_owned()),
        name => name,
    });
    let files = files.collect::<Result<_>>()?;
    let directories = sources.directories().map(ToOwned::to_owned).collect();
    Ok(Input {
        sources: Box::new(sources),
        directories,
        sets,
        files,
        set: args.set.output(),
        image: None,
        unread: Vec::new(),
    })
}

impl SetArgs {
    /// The set that is to be written.
    fn output(&self) -> Option<SetOutput> {
        let contents = SetContents {
            imports: self.imports,
            source_info: self.source_info,
            retained_options: self.retained_options,
        };
        self.descriptor_set_out.clone().map(|path| SetOutput { path, contents })
    }
}
