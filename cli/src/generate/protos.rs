//! .proto files of the file system.

use std::path::{Path, PathBuf};

use bufwasm_codegen::{ProtoError, Protos};
use protox::file::{ChainFileResolver, IncludeFileResolver};

use crate::failure::{Failure, Result};

/// Compiles `files`, which lie in one of the `includes` or are named relative to one.
///
/// # Errors
///
/// A file is not there, lies in no include directory, or does not compile.
pub(super) fn compile(includes: &[PathBuf], files: &[PathBuf]) -> Result<Protos> {
    if let Some(directory) = includes.iter().find(|directory| !directory.is_dir()) {
        return Err((&about(directory, "the --proto-path is no directory")).into());
    }
    for file in files {
        let mut places = includes.iter().map(|include| include.join(file)).chain([file.clone()]);
        if !places.any(|place| place.is_file()) {
            return Err((&about(file, "no such file")).into());
        }
    }
    let mut resolver = ChainFileResolver::new();
    for include in includes {
        resolver.add(IncludeFileResolver::new(include.clone()));
    }
    Protos::compile(resolver, files).map_err(|error| Failure::from(&error))
}

fn about(path: &Path, message: &str) -> ProtoError {
    ProtoError { file: Some(path.display().to_string()), position: None, message: message.into() }
}

/// The include directories when none is given: the working directory.
pub(super) fn default_includes() -> Vec<PathBuf> {
    vec![Path::new(".").to_owned()]
}
