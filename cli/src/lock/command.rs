//! `bufwasm lock`: writes what is locked.

use super::{Contents, Entry, FORMAT, LockCommandArgs, version};
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
pub(crate) fn lock(args: &LockCommandArgs, quiet: bool) -> Result<()> {
    let compiler = Choice::resolve(args.compiler.as_ref())?;
    let plugins = args.plugins.iter().map(|named| {
        let plugin = Plugin::open_beside(named, compiler.directory())?;
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
    if !quiet {
        let entries = contents.plugins.iter().chain(&contents.compilers);
        entries.for_each(|entry| message::note(&format!("{}: {}", entry.name, entry.identity())));
    }
    Ok(())
}
