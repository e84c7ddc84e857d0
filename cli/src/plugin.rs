//! Finds a plugin's file and reads it.

mod search;

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use search::{Place, beside_executable, embedded, look_up, own_path, search_path};

use bufwasm::ErrorKind;
use bufwasm_codegen::is_asked_as_built_in;
use sha2::{Digest, Sha256};

use crate::failure::{Failure, Result, reason};
use crate::status;

/// A plugin's file, read.
#[derive(Debug)]
pub(crate) struct Plugin {
    pub(crate) path: PathBuf,
    /// The file's name without `.wasm`.
    pub(crate) name: String,
    pub(crate) wasm: Arc<Vec<u8>>,
    /// Whether it is one of protoc's own generators, which protoc asks otherwise than plugins.
    pub(crate) built_in: bool,
}

/// How a module begins.
const MAGIC: &[u8; 4] = b"\0asm";

/// How the name of a plugin's file ends.
pub(crate) const EXTENSION: &str = "wasm";

/// How the names of protoc's plugins begin.
pub(crate) const PREFIX: &str = "protoc-gen-";

/// NAME of `protoc-gen-NAME`, as one of protoc's plugins is called.
pub(crate) fn generator_of(plugin: &str) -> Option<&str> {
    plugin.strip_prefix(PREFIX).filter(|name| !name.is_empty())
}

impl Plugin {
    /// The plugin that `named` stands for: a path, which holds a slash or ends in `.wasm`, or a name that is looked up.
    ///
    /// # Errors
    ///
    /// [`status::NOT_FOUND`] if there is no such file, [`status::NOT_A_PLUGIN`] if it is no regular file, cannot be read, or
    /// neither ends in `.wasm` nor begins as a module does.
    pub(crate) fn open(named: &OsStr) -> Result<Self> {
        Self::open_beside(named, None)
    }

    /// The same, where a name is also looked up in the directory `beside`, after all others.
    ///
    /// # Errors
    ///
    /// Those of [`Self::open`].
    pub(crate) fn open_beside(named: &OsStr, beside: Option<&Path>) -> Result<Self> {
        if is_name(named) {
            return search::find(named, beside);
        }
        if named == "-" {
            let failure = Failure::usage("a plugin is a file, and stdin is the plugin's own");
            return Err(failure.status(status::NOT_A_PLUGIN).of_plugin("-"));
        }
        let path = PathBuf::from(named);
        let wasm = Arc::new(read(&path)?);
        // What Go builds for WASI has no ending.
        if path.extension() != Some(OsStr::new(EXTENSION)) && !wasm.starts_with(MAGIC) {
            let is_proto = path.extension() == Some(OsStr::new("proto"));
            let hint =
                is_proto.then(|| "a plugin belongs here, and .proto files behind the options of generate".to_owned());
            return Err(refused(&path, "it does not begin as a WebAssembly module does").hint(hint));
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { path, name, wasm, built_in: false })
    }
}

impl Plugin {
    /// SHA-256 of the module.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(&**self.wasm).into()
    }

    /// Whether protoc would ask it as it asks its own generators.
    pub(crate) fn asked_as_built_in(&self) -> bool {
        self.built_in || is_asked_as_built_in(&self.name)
    }
}

/// Whether this names a plugin that is to be looked up, not a file.
fn is_name(named: &OsStr) -> bool {
    let path = Path::new(named);
    let one_part = path.components().count() == 1 && path.file_name() == Some(named);
    one_part && named != "-" && path.extension() != Some(OsStr::new(EXTENSION))
}

/// Whether the file at `path` is there and begins as a module does.
fn begins_as_module(path: &Path) -> bool {
    let mut begins = [0; MAGIC.len()];
    path.is_file()
        && fs::File::open(path).is_ok_and(|mut file| file.read_exact(&mut begins).is_ok())
        && begins == *MAGIC
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let kind = metadata.file_type();
    // Checked before opening, since opening a FIFO waits for its writer.
    if !kind.is_file() {
        let what = if kind.is_dir() { "a directory" } else { "not a regular file" };
        return Err(refused(path, format!("it is {what}")));
    }
    if metadata.len() > u32::MAX.into() {
        return Err(refused(path, "it has 4 GiB or more, and a module has less"));
    }
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => missing(path, "no such file").hint(by_name(path)),
        _ => refused(path, reason(error)),
    }
}

/// What to type instead of `path`, a file that is not there, if a plugin of that name would be found.
fn by_name(path: &Path) -> Option<String> {
    let name = path.file_stem().filter(|_| path.components().count() == 1)?;
    let found = look_up(name, &search_path()).ok()?;
    Some(format!("{} is there: without .wasm, {} is looked up", found.display(), name.display()))
}

fn missing(path: &Path, message: &str) -> Failure {
    Failure::new(ErrorKind::Io, message).status(status::NOT_FOUND).of_plugin(path.to_string_lossy())
}

fn refused(path: &Path, message: impl std::fmt::Display) -> Failure {
    let message = format_args!("cannot be run: {message}");
    Failure::new(ErrorKind::Io, message).status(status::NOT_A_PLUGIN).of_plugin(path.to_string_lossy())
}
