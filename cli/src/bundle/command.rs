//! `bufwasm bundle`: makes an executable of bufwasm and plugins.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use bufwasm::{Limit, PluginExecutor};
use bufwasm_inspect::sha256;
use sha2::{Digest, Sha256};

use super::format::{Item, MAGIC, REMEDY};
use super::{Bundle, BundleArgs};
use crate::failure::{Failure, Result};
use crate::plugin::Plugin;
use crate::{hint, message, output};

/// How a file begins that some system starts: of Linux, of Windows, of macOS in its forms.
const EXECUTABLES: [&[u8]; 5] = [b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"];

/// Writes the executable that `args` ask for.
///
/// # Errors
///
/// A plugin is not there or cannot be run, two have one name, the executable is none, or the file cannot be written.
pub(crate) fn bundle(args: &BundleArgs) -> Result<()> {
    let plugins = args.plugins.iter().map(|named| open(named.as_ref())).collect::<Result<Vec<_>>>()?;
    let mut names = HashSet::new();
    if let Some(double) = plugins.iter().find(|plugin| !names.insert(&plugin.name)) {
        let message = format!("two plugins are called {}", double.name);
        return Err(Failure::usage(message).hint("links tell them apart by name: rename one of the files".to_owned()));
    }
    let mut bytes = executable(args.executable.as_deref())?;
    let mut items = Vec::new();
    for plugin in &plugins {
        items.push(Item {
            name: plugin.name.clone(),
            offset: bytes.len() as u64,
            size: plugin.wasm.len() as u64,
            sha256: sha256(&plugin.wasm),
        });
        bytes.extend_from_slice(&plugin.wasm);
    }
    // Strings and numbers always make JSON.
    let list = serde_json::to_vec(&items).unwrap_or_default();
    bytes.extend_from_slice(&list);
    bytes.extend_from_slice(&(list.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&Sha256::digest(&list));
    bytes.extend_from_slice(MAGIC);
    output::write_executable(&args.output, &bytes)?;
    let names: Vec<_> = items.iter().map(|item| &*item.name).collect();
    message::note(&format!("{} runs {}", args.output.display(), names.join(", ")));
    Ok(())
}

/// The plugin that `named` stands for, if it can be run.
fn open(named: &Path) -> Result<Plugin> {
    if named.is_file() && Bundle::read(named)?.is_some() {
        let message = format!("{} is a bundle itself", named.display());
        return Err(Failure::usage(message).hint("give the .wasm files that it was made of".to_owned()));
    }
    let plugin = Plugin::open(named.as_os_str())?;
    // However much memory it needs, the environment may allow it.
    let executor =
        PluginExecutor::builder().memory_pages(u32::try_from(Limit::Memory.bounds().maximum).unwrap_or(u32::MAX));
    match executor.build().compile_shared(&plugin.name, plugin.wasm.clone(), None) {
        Ok(_) => Ok(plugin),
        Err(error) => Err(Failure::from(&error).hint(hint::remedy(&error, None, &plugin.wasm)).of_plugin(&plugin.name)),
    }
}

/// The bytes of the executable at `path`, or of this one.
fn executable(path: Option<&Path>) -> Result<Vec<u8>> {
    let path: PathBuf = match path {
        Some(path) => path.into(),
        None => env::current_exe().map_err(|error| Failure::io("find", "this executable".as_ref(), &error))?,
    };
    let bytes = fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
    let refused = |why: &str| Failure::usage(format_args!("{} {why}", path.display()));
    if !EXECUTABLES.iter().any(|begin| bytes.starts_with(begin)) {
        return Err(refused("is no executable").hint("give a bufwasm, of whatever system".to_owned()));
    }
    if !bytes.windows(REMEDY.len()).any(|window| window == REMEDY.as_bytes()) {
        return Err(refused("is no bufwasm, or one that cannot carry plugins").hint("give a newer bufwasm".to_owned()));
    }
    if bytes.ends_with(MAGIC) {
        return Err(refused("is a bundle itself").hint("give a plain bufwasm".to_owned()));
    }
    Ok(bytes)
}
