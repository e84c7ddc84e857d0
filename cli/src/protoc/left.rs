//! What protoc has written, brought to the host.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bufwasm::{ErrorKind, FilesLeftError};

use super::dependencies::{self, INCLUDE};
use super::mirror::Mirror;
use super::wanted::Wanted;
use crate::failure::{Failure, Result};
use crate::keep::Keep;
use crate::output;
use crate::status;
use crate::value::Mapping;
use crate::write::{Made, Wanted as Changed};

/// Everything that protoc may write, to be looked at when it has ended.
pub(super) fn places(wanted: &Wanted<'_>, mirror: &Mirror) -> Keep {
    let outs = wanted.generators.iter().map(|generator| generator.out);
    // What generators write elsewhere is found by its absolute path.
    let anywhere = wanted.may_escape.then_some("/");
    let all = anywhere.into_iter().chain(outs).chain(wanted.files.iter().copied());
    Keep::new(all.map(|path| Mapping { guest: mirror.place(path), host: path.into() }).collect())
}

/// Writes what protoc has left in these places: all of it, or nothing. Gives protoc's exit code.
///
/// # Errors
///
/// protoc has not ended by itself, or a file cannot be written.
pub(super) fn write(keep: Keep, wanted: &Wanted<'_>, mirror: &Mirror) -> Result<u32> {
    let Some((code, places)) = keep.found() else { return Ok(0) };
    // A run that fails writes nothing, unless it fails for what it has to say at its end.
    if code != 0 && !wanted.fatal_warnings {
        return Ok(code);
    }
    let mut files = BTreeMap::new();
    for (Mapping { guest, host }, found) in places {
        let found = match found {
            Err(FilesLeftError::Nothing { .. }) => continue,
            found => found.map_err(|error| Failure::new(ErrorKind::Io, error))?,
        };
        // The module's own files lie below the root, too.
        let is_carried = |path: &Path| guest == "/" && Path::new("/").join(path).starts_with(INCLUDE);
        for file in found.into_iter().filter(|file| !file.path.ends_with('/')) {
            let below = Path::new(&file.path);
            let place = Path::new(&guest).join(below).to_string_lossy().trim_end_matches('/').to_owned();
            if !mirror.holds(&place, &file.contents) && !is_carried(below) {
                let host = if file.path.is_empty() { host.clone() } else { host.join(below) };
                files.insert(place, (host, file.contents));
            }
        }
    }
    let lone: Vec<_> = wanted.files.iter().map(|path| mirror.place(path)).collect();
    for (_, (_, contents)) in files.iter_mut().filter(|(place, _)| lone.contains(place)) {
        if let Some(own) = dependencies::on_disk(contents) {
            *contents = own.into();
        }
    }
    put(files.values().map(|(path, contents)| (&**path, &**contents)))?;
    Ok(code)
}

/// Writes these files, for which protoc has made directories. What is no file, such as a pipe, gets it before the others take
/// their places.
fn put<'f>(files: impl Iterator<Item = (&'f Path, &'f [u8])>) -> Result<()> {
    let is_file = |path: &Path| fs::metadata(path).map_or(true, |found| found.is_file() || found.is_dir());
    let (files, others): (Vec<_>, Vec<_>) = files.partition(|(path, _)| is_file(path));
    let mut made = Made::default();
    let failed = |failure: Failure| failure.status(status::NO);
    for directory in files.iter().filter_map(|(path, _)| path.parent()) {
        made.directory(directory).map_err(|error| failed(error.into()))?;
    }
    let files = files.into_iter().map(|(path, contents)| (path.to_owned(), contents)).collect();
    let last = || others.iter().try_for_each(|(path, contents)| output::write_file(path, contents));
    Changed { files, ..Changed::default() }.write(last).map_err(failed)?;
    made.keep();
    Ok(())
}
