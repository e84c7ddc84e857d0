//! .proto files of the file system.

use std::fs;
use std::path::{Component, Path, PathBuf};

use bufwasm_codegen::{FindSource, ProtoError, Protos, Source};

use crate::failure::{Failure, Result, reason};

/// Directories in which .proto files lie, the first that has one being the one that counts.
pub(crate) struct Directories<'a>(pub(crate) &'a [PathBuf]);

/// Compiles `files`, which lie in one of the `includes` or are named relative to one.
///
/// # Errors
///
/// A file is not there, lies in no include directory, or does not compile.
pub(super) fn compile(includes: &[PathBuf], files: &[PathBuf]) -> Result<Protos> {
    if let Some(directory) = includes.iter().find(|directory| !directory.is_dir()) {
        return Err((&about(directory, "the --proto-path is no directory")).into());
    }
    let directories = Directories(includes);
    let names = files.iter().map(|file| directories.name(file).map_err(|error| Failure::from(&error)));
    let names = names.collect::<Result<Vec<_>>>()?;
    Protos::compile(&directories, names).map_err(|error| Failure::from(&error))
}

impl Directories<'_> {
    /// What imports call `file`.
    fn name(&self, file: &Path) -> std::result::Result<String, ProtoError> {
        let below = |include: &PathBuf| {
            let include: PathBuf = include.components().filter(|part| *part != Component::CurDir).collect();
            let file: PathBuf = file.components().filter(|part| *part != Component::CurDir).collect();
            file.strip_prefix(include).ok().map(Path::to_owned)
        };
        let name = if self.0.iter().any(|include| include.join(file).is_file()) {
            Some(below(&PathBuf::new()).unwrap_or(file.to_owned()))
        } else if file.is_file() {
            self.0.iter().find_map(below)
        } else {
            return Err(about(file, "no such file"));
        };
        let name = name.ok_or_else(|| about(file, "it is not in any include path"))?;
        let parts = name.components().map(|part| part.as_os_str().to_str());
        let name = parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/"));
        name.ok_or_else(|| about(file, "its name is not valid UTF-8"))
    }
}

impl FindSource for Directories<'_> {
    fn find(&self, name: &str) -> std::result::Result<Option<Source>, ProtoError> {
        let Some(path) = self.0.iter().map(|directory| directory.join(name)).find(|path| path.is_file()) else {
            return Ok(None);
        };
        let text = fs::read(&path).map_err(|error| about(&path, &format!("cannot be read: {}", reason(&error))))?;
        Ok(Some(Source { text, shown: name.to_owned() }))
    }
}

fn about(path: &Path, message: &str) -> ProtoError {
    ProtoError { file: Some(path.display().to_string()), position: None, message: message.into() }
}

/// The include directories when none is given: the working directory.
pub(super) fn default_includes() -> Vec<PathBuf> {
    vec![Path::new(".").to_owned()]
}
