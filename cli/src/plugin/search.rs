//! Where plugins are looked for by name.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bufwasm_codegen::BUILT_IN_GENERATORS;

use super::{EXTENSION, PREFIX, Plugin, begins_as_module, missing, read};
use crate::bundle::carried;
use crate::failure::{Failure, Result};

/// Directories to look for plugins in, before those of `PATH`.
const PATH_ENV: &str = "BUFWASM_PATH";

/// The module that is each of [`BUILT_IN_GENERATORS`], as it is called.
const BUILT_IN_MODULE: &str = "protoc-gen-builtin";

/// A directory to look in, and why: what errors list.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    directory: PathBuf,
    why: &'static str,
}

impl Place {
    pub(crate) fn new(directory: PathBuf, why: &'static str) -> Self {
        Self { directory, why }
    }

    /// The directory, if the file `name` is in it.
    pub(crate) fn has(&self, name: &Path) -> Option<PathBuf> {
        self.directory.join(name).is_file().then(|| self.directory.clone())
    }
}

/// The plugin called `name`: `NAME.wasm`; for `protoc-gen-X` also `X_plugin.wasm`, as gRPC calls its plugins, or one of
/// protoc's own generators. Beside the compiler, in `compilers`, it is looked for last.
pub(super) fn find(name: &OsStr, compilers: Option<&Path>) -> Result<Plugin> {
    let mut places = search_path();
    places.extend(beside_executable().map(|directory| Place::new(directory, "beside bufwasm")));
    places.extend(compilers.map(|directory| Place::new(directory.into(), "beside protoc")));
    let plugin = |path: PathBuf, built_in: bool| {
        let wasm = Arc::new(read(&path)?);
        // Called by the name it was asked for by: one file may be several plugins.
        Ok(Plugin { path, name: name.to_string_lossy().into_owned(), wasm, built_in })
    };
    if let Some(bundled) = bundled(name)? {
        return Ok(bundled);
    }
    let mut files = vec![file_of(name)];
    if let Some(path) = first_in(&files[0], &places) {
        return plugin(path, false);
    }
    if let Some(generator) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) {
        let grpcs = file_of(format!("{generator}_plugin").as_ref());
        if let Some(path) = first_in(&grpcs, &places) {
            return plugin(path, false);
        }
        files.push(grpcs);
        if BUILT_IN_GENERATORS.contains(&generator) {
            let built_in = file_of(BUILT_IN_MODULE.as_ref());
            if let Some(path) = first_in(&built_in, &places) {
                return plugin(path, true);
            }
            if let Some(embedded) = embedded(BUILT_IN_MODULE) {
                return Ok(Plugin { name: format!("{PREFIX}{generator}"), built_in: true, ..embedded });
            }
            files.push(built_in);
        }
    }
    Err(not_found(name, &files, &places))
}

/// The first regular file `NAME.wasm` in `places`.
pub(crate) fn look_up(name: &OsStr, places: &[Place]) -> Result<PathBuf> {
    let file = file_of(name);
    first_in(&file, places).ok_or_else(|| not_found(name, &[file], places))
}

fn file_of(name: &OsStr) -> OsString {
    let mut file = name.to_owned();
    file.push(".");
    file.push(EXTENSION);
    file
}

fn first_in(file: &OsStr, places: &[Place]) -> Option<PathBuf> {
    places.iter().map(|place| place.directory.join(file)).find(|candidate| candidate.is_file())
}

/// There is no plugin called `name`: none of the `files` is in any of the `places`.
fn not_found(name: &OsStr, files: &[OsString], places: &[Place]) -> Failure {
    let shown: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
    let looked = format!("looked for {} in {}", shown.join(", then for "), listed(places));
    let here = [name].into_iter().chain(files.iter().map(|file| &**file)).map(|file| Path::new(".").join(file));
    let hint = match here.into_iter().find(|path| begins_as_module(path)) {
        Some(module) => format!("{} is a module: give it as a path, with a slash; {looked}", module.display()),
        None if Path::new(name).is_file() => format!("{} is there, and is no module; {looked}", name.display()),
        None => format!("{looked}; a file is given as a path, with a slash"),
    };
    missing(Path::new(name), "no such plugin").hint(hint)
}

/// The directories in their order, each run of them that have the same reason with it: `a, b (PATH), c (beside bufwasm)`.
fn listed(places: &[Place]) -> String {
    let runs = places.chunk_by(|place, next| place.why == next.why).map(|run| {
        let directories: Vec<_> = run.iter().map(|place| place.directory.display().to_string()).collect();
        format!("{} ({})", directories.join(", "), run[0].why)
    });
    let listed = runs.collect::<Vec<_>>().join(", ");
    if listed.is_empty() { format!("no directory, as neither {PATH_ENV} nor PATH is set") } else { listed }
}

/// The directories of `BUFWASM_PATH`, then those of `PATH`.
pub(crate) fn search_path() -> Vec<Place> {
    let places = |variable| directories_in(variable).into_iter().map(move |directory| Place::new(directory, variable));
    places(PATH_ENV).chain(places("PATH")).collect()
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

/// The plugin called `name` that was bundled with this program.
fn bundled(name: &OsStr) -> Result<Option<Plugin>> {
    let bundle = carried()?;
    let item = bundle.and_then(|bundle| Some((bundle, bundle.items.iter().find(|item| *name == *item.name)?)));
    item.map(|(bundle, item)| {
        let (path, name) = (bundle.path.clone(), item.name.clone());
        Ok(Plugin { path, name, wasm: Arc::new(bundle.module(item)?), built_in: false })
    })
    .transpose()
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
