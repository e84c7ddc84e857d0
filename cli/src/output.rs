//! Writes bufwasm's own data: to stdout, or to files, all or nothing.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use bufwasm::ErrorKind;
use tempfile::NamedTempFile;

use crate::failure::{Failure, Result, reason};
use crate::unfinished;

/// The name of stdin and stdout in the place of a file.
pub(crate) const STDIO: &str = "-";

/// Makes `bytes` the contents of the file at `path`, or writes them to stdout if that is `-`.
///
/// # Errors
///
/// They cannot be written.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if path == Path::new(STDIO) { print(bytes) } else { write_file(path, bytes) }
}

/// Writes `bytes` to stdout. That its reader has gone away is no error: it has seen enough.
///
/// # Errors
///
/// Any other failure of stdout.
pub(crate) fn print(bytes: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let message = format!("cannot write to stdout: {}", reason(&error));
            Err(Failure::new(ErrorKind::Io, message))
        }
        _ => Ok(()),
    }
}

/// Writes `bytes`, which are no good in part, to stdout.
///
/// # Errors
///
/// Stdout is closed, its reader has gone away, or it fails in another way.
pub(crate) fn print_whole(bytes: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    let written = match is_closed() {
        true => Err(io::Error::other("it is closed")),
        false => stdout.write_all(bytes).and_then(|()| stdout.flush()),
    };
    written.map_err(|error| Failure::new(ErrorKind::Io, format_args!("cannot write to stdout: {}", reason(&error))))
}

/// Whether the process was started without a stdout. Rust has opened `/dev/null` in its place then, for reading too, which
/// who redirects stdout there does not.
#[cfg(unix)]
fn is_closed() -> bool {
    use std::io::Read;
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let Ok(mut stdout) = io::stdout().as_fd().try_clone_to_owned().map(fs::File::from) else { return true };
    let is_null = || Some(stdout.metadata().ok()?.rdev() == fs::metadata("/dev/null").ok()?.rdev());
    is_null() == Some(true) && stdout.read(&mut [0]).is_ok()
}

#[cfg(not(unix))]
fn is_closed() -> bool {
    false
}

/// Makes `bytes` the contents of the file at `path`: all of them, or the file stays as it was.
///
/// What a symbolic link leads to is replaced, not the link. Devices and pipes are written to as they are.
///
/// # Errors
///
/// The file cannot be written; the error names it.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = match fs::metadata(path) {
        Ok(old) if old.is_file() => {
            path.canonicalize().and_then(|target| replace(&target, Some(old.permissions()), bytes))
        }
        Ok(_) => fs::write(path, bytes),
        Err(_) => replace(path, None, bytes),
    };
    written.map_err(|error| Failure::io("write", path, &error))
}

/// The same, where the file is to be one that whoever may read it may execute.
///
/// # Errors
///
/// The file cannot be written; the error names it.
pub(crate) fn write_executable(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = || {
        let mut file = beside(path)?;
        file.write_all(bytes)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.as_file().metadata()?.permissions().mode();
            file.as_file().set_permissions(fs::Permissions::from_mode(mode | (mode & 0o444) >> 2))?;
        }
        file.persist(path).map(drop).map_err(|error| error.error)
    };
    written().map_err(|error| Failure::io("write", path, &error))
}

fn replace(target: &Path, permissions: Option<fs::Permissions>, bytes: &[u8]) -> io::Result<()> {
    let mut file = beside(target)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    file.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// A new file in the directory of `target`, which can take its name.
fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty());
    unfinished::new_in(directory.unwrap_or(Path::new(".")))
}
