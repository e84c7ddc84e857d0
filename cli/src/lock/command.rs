//! `bufwasm lock`: writes what is locked.

use std::path::Path;

use super::{Contents, Entry, FORMAT, LockCommandArgs, version};
use crate::buf;
use crate::compile::Chosen;
use crate::compiler_choice::Choice;
use crate::failure::{Failure, Result};
use crate::plugin::Plugin;
use crate::{hint, message, output};

/// Writes the lock of the plugins that `args` name and of the compiler.
///
/// # Errors
///
/// One of them is not there or is no module, or the file cannot be written.
pub(crate) fn lock(args: &LockCommandArgs) -> Result<()> {
    let compiler = Choice::resolve(args.compiler.as_ref())?;
    let plugins = plugins(args, compiler.directory())?.into_iter().map(|plugin| {
        bufwasm::check(&plugin.wasm).map_err(|error| {
            Failure::from(&error).hint(hint::remedy(&error, None, &plugin.wasm)).of_plugin(&plugin.name)
        })?;
        Ok(Entry::of(&plugin))
    });
    let plugins = plugins.collect::<Result<Vec<_>>>()?;
    let version = match &compiler {
        Chosen::Protoc(protoc) => version::of_protoc(&protoc.wasm),
        Chosen::BuiltIn => None,
    };
    let contents = Contents { version: FORMAT, plugins, compilers: vec![Entry::of_compiler(&compiler, version)] };
    output::write(&args.output, contents.clone().into_text().as_bytes())?;
    let entries = contents.plugins.iter().chain(&contents.compilers);
    entries.for_each(|entry| message::note(&format!("{}: {}", entry.name, entry.identity())));
    Ok(())
}

/// The plugins that are named, or those of a buf.gen.yaml; looked up in the directory `beside`, too.
fn plugins(args: &LockCommandArgs, beside: Option<&Path>) -> Result<Vec<Plugin>> {
    if !args.plugins.is_empty() {
        return args.plugins.iter().map(|named| Plugin::open_beside(named, beside)).collect();
    }
    if args.template.is_none() && !Path::new(buf::TEMPLATE).exists() {
        let message = format!("there is nothing to lock: no plugin is named, and there is no {}", buf::TEMPLATE);
        return Err(Failure::usage(message).hint("name the plugins, or a buf.gen.yaml with --template".to_owned()));
    }
    buf::plugins(args.template.as_deref(), beside)
}
