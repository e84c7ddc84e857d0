//! `bufwasm generate`: compiles .proto files, asks plugins about them, and writes the files they answer with.

mod archive;
mod error;
mod progress;
mod protos;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bufwasm_codegen::{CodeGeneratorResponse, OutputTree, Protos};

pub(crate) use protos::Directories;

use crate::args::GenerateArgs;
use crate::failure::{Failure, Result};
use crate::message;
use crate::pipe::Pipe;
use crate::plugin::Plugin;
use crate::plugin_spec::PluginSpec;
use crate::session::{Session, Streams};

/// Generates the code that `args` ask for. Files are written once every plugin has answered.
///
/// # Errors
///
/// The .proto files do not compile; there is no such plugin, it cannot be run, did not succeed, or answered with an error;
/// a file cannot be written. Nothing is written then.
pub(crate) fn generate(args: GenerateArgs, quiet: bool) -> Result<()> {
    let outs = outputs(&args.plugins, &args.outs)?;
    let plugins = args.plugins.iter().map(|spec| Plugin::open(&spec.plugin)).collect::<Result<Vec<_>>>()?;
    let includes = if args.includes.is_empty() { protos::default_includes() } else { args.includes };
    let protos = protos::compile(&includes, &args.protos)?;
    let mut session = args.guest.check(Some(args.max_output))?;
    let mut trees = BTreeMap::<&Path, OutputTree>::new();
    let answered = (plugins.iter().zip(&args.plugins).zip(outs)).try_for_each(|((plugin, spec), out)| {
        let response = ask(&mut session, plugin, &protos, &spec.parameter, quiet)?;
        let added = trees.entry(out).or_default().add(&plugin.name, response.file);
        let cleaned = added.map_err(|error| Failure::from(error).of_plugin(&plugin.name))?;
        if !quiet {
            cleaned.iter().for_each(|name| message::note(&format!("{}: {name}", plugin.name)));
        }
        Ok(())
    });
    let finished = session.finish();
    answered.and(finished)?;
    let written = write::write(trees.iter().map(|(out, tree)| (*out, tree)))?;
    if !quiet {
        message::note(&written.to_string());
    }
    Ok(())
}

/// The output directory of each plugin: its own, or the one that all share.
fn outputs<'a>(plugins: &[PluginSpec], outs: &'a [PathBuf]) -> Result<Vec<&'a Path>> {
    match outs {
        [one] => Ok(vec![one; plugins.len()]),
        many if many.len() == plugins.len() => Ok(many.iter().map(PathBuf::as_path).collect()),
        many => {
            let message = format!("there are {} plugins and {} output directories", plugins.len(), many.len());
            Err(Failure::usage(message)
                .hint(Some("give one --out for all, or one for each --plugin, in their order".into())))
        }
    }
}

/// What `plugin` answers about `protos`.
fn ask(
    session: &mut Session,
    plugin: &Plugin,
    protos: &Protos,
    parameter: &str,
    quiet: bool,
) -> Result<CodeGeneratorResponse> {
    let request = protos.request(parameter);
    let mut answer = Vec::new();
    let mut stderr = Pipe::stderr()?;
    let streams = Streams { stdin: &mut &*request, stdout: &mut answer, stderr: &mut stderr };
    let ended = progress::shown(&plugin.name, quiet, || session.run(plugin, Vec::new(), streams));
    stderr.end_line();
    ended?;
    let response = CodeGeneratorResponse::read(&answer, protos);
    response.map_err(|error| Failure::from(error).of_plugin(&plugin.name))
}
