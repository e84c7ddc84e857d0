//! What an executable carries.

use std::env;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bufwasm::ErrorKind;
use bufwasm_inspect::sha256;
use sha2::{Digest, Sha256};

use super::format::{Item, MAGIC, MOST_LISTED, REMEDY, TRAILER};
use crate::failure::{Failure, Result, reason};
use crate::status;

/// An executable with plugins, of which only the list is read.
#[derive(Debug)]
pub(crate) struct Bundle {
    pub(crate) path: PathBuf,
    pub(crate) items: Vec<Item>,
    /// Bytes before the first module: bufwasm itself.
    pub(crate) executable: u64,
}

/// What this program carries; `None` if it is plain bufwasm, or cannot read itself.
///
/// # Errors
///
/// It is damaged.
pub(crate) fn carried() -> Result<Option<&'static Bundle>> {
    static CARRIED: OnceLock<Option<Bundle>> = OnceLock::new();
    if let Some(known) = CARRIED.get() {
        return Ok(known.as_ref());
    }
    let bundle = own_path().map(|path| Bundle::read(&path)).transpose()?.flatten();
    Ok(CARRIED.get_or_init(|| bundle).as_ref())
}

/// The file of this program. Linux does not tell where there is no `/proc`, as in a bare root; then it is what the program
/// was called as.
fn own_path() -> Option<PathBuf> {
    env::current_exe().ok().or_else(|| {
        let called = PathBuf::from(env::args_os().next()?);
        if called.components().count() > 1 {
            return Some(called);
        }
        env::split_paths(&env::var_os("PATH")?).map(|directory| directory.join(&called)).find(|file| file.is_file())
    })
}

impl Bundle {
    /// What the file at `path` carries; `None` if it is no bundle, or cannot be read.
    ///
    /// # Errors
    ///
    /// It is damaged.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>> {
        // Opening a FIFO waits for its writer, and a directory cannot be read.
        let Some(mut file) = path.is_file().then(|| File::open(path).ok()).flatten() else { return Ok(None) };
        match items(&mut file) {
            Ok(None) => Ok(None),
            Ok(Some(items)) => {
                let executable = items.iter().map(|item| item.offset).min().unwrap_or_default();
                Ok(Some(Self { path: path.into(), items, executable }))
            }
            Err(error) => Err(damaged(path, &reason(&error))),
        }
    }

    /// The plugin that is meant by `called`, the name of the program; the only one goes by any name.
    ///
    /// # Errors
    ///
    /// There are several, and none of this name.
    pub(crate) fn item(&self, called: &str) -> Result<&Item> {
        match &self.items[..] {
            [only] => Ok(only),
            items => items.iter().find(|item| item.name == called).ok_or_else(|| {
                let names: Vec<_> = items.iter().map(|item| &*item.name).collect();
                let message = format!("{called} is none of the plugins in this file: {}", names.join(", "));
                Failure::new(ErrorKind::Usage, message)
                    .status(status::NOT_FOUND)
                    .hint(format!("make a link to it that is named like one of them: ln -s {called} {}", names[0]))
            }),
        }
    }

    /// The module of `item`.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is not the one that was bundled.
    pub(crate) fn module(&self, item: &Item) -> Result<Vec<u8>> {
        let read = || {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(item.offset))?;
            let mut wasm = Vec::new();
            file.take(item.size).read_to_end(&mut wasm)?;
            Ok(wasm)
        };
        let wasm = read().map_err(|error: io::Error| Failure::io("read", &self.path, &error))?;
        match sha256(&wasm) == item.sha256 {
            true => Ok(wasm),
            false => Err(damaged(&self.path, &format!("{} is not the module that was bundled", item.name))),
        }
    }
}

/// The list at the end of `file`; `None` if there is none.
fn items(file: &mut File) -> io::Result<Option<Vec<Item>>> {
    let size = file.metadata()?.len();
    let Some(end) = size.checked_sub(TRAILER as u64) else { return Ok(None) };
    let mut trailer = [0; TRAILER];
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut trailer)?;
    let Some((head, MAGIC)) = trailer.split_last_chunk() else { return Ok(None) };
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let (length, digest) = head.split_first_chunk().ok_or_else(|| wrong("its trailer is too short"))?;
    let length = u64::from_le_bytes(*length);
    let begin = end.checked_sub(length).filter(|_| length <= MOST_LISTED);
    let begin = begin.ok_or_else(|| wrong("its list of plugins is longer than can be"))?;
    let mut list = vec![0; length as usize];
    file.seek(SeekFrom::Start(begin))?;
    file.read_exact(&mut list)?;
    if Sha256::digest(&list)[..] != *digest {
        return Err(wrong("its list of plugins is not the one that was written"));
    }
    let items: Vec<Item> = serde_json::from_slice(&list).map_err(|_| wrong("its list of plugins cannot be read"))?;
    let fits = |item: &Item| item.offset.checked_add(item.size).is_some_and(|end| end <= begin);
    match !items.is_empty() && items.iter().all(fits) {
        true => Ok(Some(items)),
        false => Err(wrong("its list of plugins leads out of the file")),
    }
}

fn damaged(path: &Path, why: &str) -> Failure {
    let message = format!("{} is damaged: {why}", path.display());
    Failure::new(ErrorKind::Io, message).hint(REMEDY.to_owned())
}
