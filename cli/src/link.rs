//! Called as `protoc-gen-X`: what protoc runs when bufwasm is linked under a plugin's name, or carries the plugin. Called as
//! `protoc`: what build tools run.

use std::env;
use std::env::consts::EXE_SUFFIX;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::bundle::carried;
use crate::failure::Result;
use crate::plugin::{EXTENSION, Place, generator_of, look_up, search_path};

/// What stands for `bufwasm protoc`.
const PROTOC: &str = "protoc";

/// The arguments to go by: those given, or `bufwasm run PLUGIN -- …` when the first of them is a link's name.
///
/// The plugin is looked for beside the link (not beside what the link leads to), then where all plugins are.
///
/// # Errors
///
/// The link's plugin is not found.
pub(crate) fn resolve(given: Vec<OsString>) -> Result<Vec<OsString>> {
    if let Some(bundle) = carried()? {
        let called = given.first().and_then(|called| program_name(called));
        let item = bundle.item(called.as_deref().unwrap_or_default())?;
        return Ok(run(OsString::from(&item.name), given));
    }
    if given.first().is_some_and(|called| is_protoc(called)) {
        return Ok(behind(["bufwasm", PROTOC, "--"].map(OsString::from), given));
    }
    let Some(name) = given.first().and_then(|called| plugin_name(called)) else {
        return Ok(given);
    };
    let beside = directory(Path::new(&given[0])).map(|directory| Place::new(directory, "beside the link"));
    let places: Vec<_> = beside.into_iter().chain(search_path()).collect();
    let plugin = look_up(OsStr::new(&name), &places)?;
    Ok(run(plugin.into(), given))
}

/// The arguments that run `plugin` with all that was `given` behind the program's name.
fn run(plugin: OsString, given: Vec<OsString>) -> Vec<OsString> {
    behind([OsString::from("bufwasm"), "run".into(), plugin, "--".into()], given)
}

/// `own` arguments, and all that was `given` behind the program's name.
fn behind<const N: usize>(own: [OsString; N], given: Vec<OsString>) -> Vec<OsString> {
    own.into_iter().chain(given.into_iter().skip(1)).collect()
}

/// Whether this process was called by a caller who can pass no options: as a plugin, or in protoc's place.
pub(crate) fn takes_no_options() -> bool {
    let mut typed = env::args_os();
    let called = typed.next().unwrap_or_default();
    carried().is_ok_and(|bundle| bundle.is_some())
        || plugin_name(&called).is_some()
        || is_protoc(&called)
        || typed.next().is_some_and(|verb| verb == PROTOC)
}

/// What protoc is to take for its own name: the link's, or the command's.
pub(crate) fn protoc_is_called() -> String {
    let called = env::args_os().next().filter(|called| is_protoc(called));
    called.map_or_else(|| format!("bufwasm {PROTOC}"), |called| called.to_string_lossy().into_owned())
}

/// The `protoc.wasm` beside the link named `protoc` that this process was called through.
pub(crate) fn protoc_beside() -> Option<PathBuf> {
    let called = env::args_os().next().filter(|called| is_protoc(called))?;
    let module = directory(Path::new(&called))?.join(PROTOC).with_extension(EXTENSION);
    module.is_file().then_some(module)
}

fn is_protoc(called: &OsStr) -> bool {
    program_name(called).is_some_and(|name| name == PROTOC)
}

/// The plugin that a program called as `called` stands for.
fn plugin_name(called: &OsStr) -> Option<String> {
    program_name(called).filter(|name| generator_of(name).is_some())
}

/// The name of a program called as `called`, without the ending that executables have here.
fn program_name(called: &OsStr) -> Option<String> {
    let name = Path::new(called).file_name()?.to_str()?;
    Some(name.strip_suffix(EXE_SUFFIX).unwrap_or(name).into())
}

/// The directory of the link that was called as `called`: its own, or the one of `PATH` that a shell found it in.
fn directory(called: &Path) -> Option<PathBuf> {
    match called.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => Some(parent.into()),
        _ => search_path().iter().find_map(|place| place.has(called)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_plugins_are_links() {
        assert!(is_protoc("/usr/bin/protoc".as_ref()) && !is_protoc("protoc-gen-x".as_ref()));
        for (called, name) in [
            ("protoc-gen-go", Some("protoc-gen-go")),
            ("/opt/bin/protoc-gen-es", Some("protoc-gen-es")),
            ("protoc-gen-", None),
            ("bufwasm", None),
            ("/protoc-gen-x/bufwasm", None),
        ] {
            assert_eq!(plugin_name(OsStr::new(called)).as_deref(), name, "{called}");
        }
    }
}
