//! The modules that buf.gen.yaml's plugins are.

use std::env;
use std::path::Path;

use crate::buf::template::{PluginConfig, Program};
use crate::failure::{Failure, Result};
use crate::plugin::Plugin;
use crate::status;

/// The module of the plugin, read. It is also looked up in the directory `beside`.
///
/// # Errors
///
/// There is none, or it is a native program: said where buf.gen.yaml names it.
pub(super) fn open(config: &PluginConfig, beside: Option<&Path>) -> Result<Plugin> {
    let name = match &config.program {
        Program::Plugin(name) => name.clone(),
        Program::BuiltIn(generator) => format!("protoc-gen-{generator}"),
    };
    Plugin::open_beside(name.as_ref(), beside).map_err(|failure| {
        let message = format!("{name}: {}", failure.message);
        let hint = native(&name, &failure).or(failure.hint);
        Failure { status: failure.status, ..config.place.wrong(message) }.hint(hint)
    })
}

/// What to say of a program that is there, and no module.
fn native(name: &str, failure: &Failure) -> Option<String> {
    let is_there = match failure.status {
        status::NOT_A_PLUGIN => Path::new(name).is_file(),
        _ => env::split_paths(&env::var_os("PATH")?).any(|directory| directory.join(name).is_file()),
    };
    is_there.then(|| {
        format!("{name} is there, and no WebAssembly: put the plugin as {}.wasm there", name.trim_end_matches(".exe"))
    })
}
