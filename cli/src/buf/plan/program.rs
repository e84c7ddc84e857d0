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
    if failure.status == status::NOT_A_PLUGIN {
        let is_there = Path::new(name).is_file();
        return is_there.then(|| "bufwasm starts no native program: name the plugin's .wasm file".to_owned());
    }
    let mut directories = env::split_paths(&env::var_os("PATH")?).collect::<Vec<_>>().into_iter();
    let directory = directories.find(|directory| directory.join(name).is_file())?;
    let directory = directory.display();
    Some(format!("{name} in {directory} is a native program, which bufwasm does not start: put {name}.wasm beside it"))
}
