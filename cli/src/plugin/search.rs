//! Where plugins are looked for by name.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{EXTENSION, Plugin, missing, read};
use crate::failure::Result;

/// Directories to look for plugins in, before those of `PATH`.
const PATH_ENV: &str = "BUFWASM_PATH";
/// How the names of protoc's plugins begin.
const PREFIX: &str = "protoc-gen-";

/// The module that is each of [`BUILT_IN`], as it is called.
const BUILT_IN_MODULE: &str = "protoc-gen-builtin";
/// The generators that protoc has built in.
const BUILT_IN: [&str; 11] = ["cpp", "csharp", "java", "kotlin", "objc", "php", "pyi", "python", "rbs", "ruby", "rust"];

/// The plugin called `name`: `NAME.wasm`; for `protoc-gen-X` also `X_plugin.wasm`, as gRPC calls its plugins, or one of
/// protoc's own generators.
pub(super) fn find(name: &OsStr, beside: Option<&Path>) -> Result<Plugin> {
    let more = beside_executable().into_iter().chain(beside.map(Path::to_owned));
    let directories: Vec<_> = search_path().into_iter().chain(more).collect();
    let exact = look_up(name, directories.clone());
    let (path, built_in) = match (exact, name.to_str().and_then(|name| name.strip_prefix(PREFIX))) {
        (Err(failure), Some(generator)) => {
            let look = |file: &str| look_up(OsStr::new(file), directories.clone()).ok();
            let built_in = BUILT_IN.contains(&generator);
            if let Some(path) = look(&format!("{generator}_plugin")) {
                (path, false)
            } else if let Some(path) = look(BUILT_IN_MODULE).filter(|_| built_in) {
                (path, true)
            } else if let Some(plugin) = embedded(BUILT_IN_MODULE).filter(|_| built_in) {
                return Ok(Plugin { name: format!("{PREFIX}{generator}"), built_in, ..plugin });
            } else {
                return Err(failure);
            }
        }
        (exact, _) => (exact?, false),
    };
    let wasm = Arc::new(read(&path)?);
    // Called by the name it was asked for by: one file may be several plugins.
    Ok(Plugin { path, name: name.to_string_lossy().into_owned(), wasm, built_in })
}

/// The first regular file `NAME.wasm` in `directories`.
pub(crate) fn look_up(name: &OsStr, directories: impl IntoIterator<Item = PathBuf>) -> Result<PathBuf> {
    let mut file = name.to_owned();
    file.push(".");
    file.push(EXTENSION);
    let mut candidates = directories.into_iter().map(|directory| directory.join(&file));
    candidates.find(|candidate| candidate.is_file()).ok_or_else(|| {
        let hint = format!("{} is looked for in {PATH_ENV}, then in PATH; a path holds a slash", file.display());
        missing(Path::new(name), "no such plugin").hint(hint)
    })
}

/// The directories of `BUFWASM_PATH`, then those of `PATH`.
pub(crate) fn search_path() -> Vec<PathBuf> {
    let mut directories = own_path();
    directories.extend(directories_in("PATH"));
    directories
}

/// The directories of `BUFWASM_PATH`.
pub(crate) fn own_path() -> Vec<PathBuf> {
    directories_in(PATH_ENV)
}

fn directories_in(variable: &str) -> Vec<PathBuf> {
    let list = env::var_os(variable).unwrap_or_default();
    // An empty entry once meant the working directory, and surprised too many.
    env::split_paths(&list).filter(|directory| !directory.as_os_str().is_empty()).collect()
}

/// The plugin called `name` that this program carries, if it was built with it.
pub(crate) fn embedded(name: &str) -> Option<Plugin> {
    let (_, wasm) = EMBEDDED.iter().find(|(embedded, _)| *embedded == name)?;
    let path = Path::new(concat!("(embedded in ", env!("CARGO_BIN_NAME"), ")")).to_owned();
    Some(Plugin { path, name: name.into(), wasm: Arc::new(wasm.to_vec()), built_in: false })
}

/// What is carried: protoc, and the generators that it has built in.
#[cfg(feature = "embed-protoc")]
const EMBEDDED: &[(&str, &[u8])] = &[
    ("protoc", include_bytes!(concat!(env!("BUFWASM_PROTOC"), "/protoc.wasm"))),
    ("protoc-gen-builtin", include_bytes!(concat!(env!("BUFWASM_PROTOC"), "/protoc-gen-builtin.wasm"))),
];
#[cfg(not(feature = "embed-protoc"))]
const EMBEDDED: &[(&str, &[u8])] = &[];

/// The directory of this program, wherever links to it lie.
pub(crate) fn beside_executable() -> Option<PathBuf> {
    let program = env::current_exe().and_then(|program| program.canonicalize()).ok()?;
    program.parent().map(Path::to_owned)
}
