//! `bufwasm pack`: embeds a plugin's configuration.

mod args;

use bufwasm::fs::MapFsError;
use bufwasm::proto::{ExecConfig, WasmAbi};
use bufwasm::{Error, section};

use crate::failure::{Failure, Result};
use crate::files::FileArgs;
use crate::hint;
use crate::output;
use crate::plugin::Plugin;

pub(crate) use args::PackArgs;

/// Writes the plugin with the configuration that `args` describe.
///
/// # Errors
///
/// The result would be no plugin, or a file cannot be read or written. Nothing is written then.
pub(crate) fn pack(args: PackArgs) -> Result<()> {
    let plugin = Plugin::open(&args.plugin)?;
    let packed = if args.strip { stripped(&plugin) } else { packed(&args, &plugin) };
    output::write(&args.output, &packed.map_err(|failure| failure.of_plugin(&plugin.name))?)
}

fn stripped(plugin: &Plugin) -> Result<Vec<u8>> {
    let stripped = section::strip(&plugin.wasm).map_err(|error| failure(&error.into(), plugin))?;
    Ok(stripped)
}

fn packed(args: &PackArgs, plugin: &Plugin) -> Result<Vec<u8>> {
    let mut packed = if args.replace { stripped(plugin)? } else { plugin.wasm.to_vec() };
    let config = config(args)?;
    if config != ExecConfig::default() {
        packed.extend(section::encode(&config));
    }
    bufwasm::check(&packed).map_err(|error| failure(&error, plugin))?;
    Ok(packed)
}

fn config(args: &PackArgs) -> Result<ExecConfig> {
    let files = FileArgs { files: args.files.clone(), directories: args.directories.clone() }.read()?;
    let wasm_abi = args.abi.map_or(WasmAbi::Unspecified, WasmAbi::from);
    let (args, call, env) = (args.args.clone(), args.call.clone().unwrap_or_default(), args.env.clone());
    let mut config = ExecConfig { wasm_abi: wasm_abi.into(), args, call, env, ..ExecConfig::default() };
    config.carry(files);
    Ok(config)
}

fn failure(error: &Error, plugin: &Plugin) -> Failure {
    let remedy = match error {
        Error::BadFiles(MapFsError::Duplicate { .. }) => {
            Some("the plugin carries it already: --replace drops all that it carries".into())
        }
        _ => hint::remedy(error, None, &plugin.wasm),
    };
    Failure::from(error).hint(remedy)
}
