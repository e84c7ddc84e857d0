//! Finds a plugin's file and reads it.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::failure::{Failure, Kind, Result, reason, status};

/// A plugin's file, read.
#[derive(Debug)]
pub(crate) struct Plugin {
    pub(crate) path: PathBuf,
    /// The file's name without `.wasm`.
    pub(crate) name: String,
    pub(crate) wasm: Arc<Vec<u8>>,
}

/// How the name of a plugin's file ends.
pub(crate) const EXTENSION: &str = "wasm";
/// Directories to look for plugins in, before those of `PATH`.
pub(crate) const PATH_ENV: &str = "BUFWASM_PATH";

impl Plugin {
    /// The plugin that `named` stands for: a path that ends in `.wasm`, or a name without a slash that is looked up.
    ///
    /// # Errors
    ///
    /// [`status::NOT_FOUND`] if there is no such file, [`status::NOT_A_PLUGIN`] if it is no regular file, does not end
    /// in `.wasm` or cannot be read.
    pub(crate) fn open(named: &OsStr) -> Result<Self> {
        let path = locate(named)?;
        let wasm = Arc::new(read(&path)?);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { path, name, wasm })
    }
}

fn locate(named: &OsStr) -> Result<PathBuf> {
    let path = Path::new(named);
    if named == "-" {
        let failure =
            Failure::new(Kind::Usage, status::NOT_A_PLUGIN, "a plugin is a file, and stdin is the plugin's own");
        return Err(failure.of_plugin("-"));
    }
    let is_name = path.components().count() == 1 && path.file_name() == Some(named);
    match path.extension() {
        Some(extension) if extension == EXTENSION => Ok(path.into()),
        _ if is_name => look_up(named, search_path()),
        _ => Err(refused(path, "a plugin's name ends in .wasm")),
    }
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
    let lists = [env::var_os(PATH_ENV), env::var_os("PATH")];
    let directories = lists.iter().flatten().flat_map(env::split_paths);
    // An empty entry once meant the working directory, and surprised too many.
    directories.filter(|directory| !directory.as_os_str().is_empty()).collect()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let kind = fs::metadata(path).map_err(|error| unreadable(path, &error))?.file_type();
    // Checked before opening, since opening a FIFO waits for its writer.
    if !kind.is_file() {
        let what = if kind.is_dir() { "a directory" } else { "not a regular file" };
        return Err(refused(path, format!("it is {what}")));
    }
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => missing(path, "no such file"),
        _ => refused(path, reason(error)),
    }
}

fn missing(path: &Path, message: &str) -> Failure {
    Failure::new(Kind::Io, status::NOT_FOUND, message).of_plugin(path.to_string_lossy())
}

fn refused(path: &Path, message: impl std::fmt::Display) -> Failure {
    let message = format_args!("cannot be run: {message}");
    Failure::new(Kind::Io, status::NOT_A_PLUGIN, message).of_plugin(path.to_string_lossy())
}
