//! Finding files, copying them, and what differs between systems: links, and what may be executed.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Every file in the directory `path` and below it, sorted; a file is itself.
pub(crate) fn files_below(path: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut pending) = (Vec::new(), vec![path.to_path_buf()]);
    while let Some(path) = pending.pop() {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        for entry in fs::read_dir(&path).with_context(|| format!("cannot list {}", path.display()))? {
            pending.push(entry.with_context(|| format!("cannot list {}", path.display()))?.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Those of [`files_below`] `path` that are protobuf sources.
pub(crate) fn protos_below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files = files_below(path)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "proto"));
    Ok(files)
}

/// Copies a file, to a directory that need not be there yet.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    let directory = to.parent().context("a file has a directory")?;
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

/// Copies the file or directory `from`, with all that is below it, to `to`.
pub(crate) fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        // Joined with nothing, the path of a file would end in a slash.
        let below = file.strip_prefix(from)?;
        copy(&file, &if below.as_os_str().is_empty() { to.to_owned() } else { to.join(below) })?;
    }
    Ok(())
}

/// Makes `link`, where there must be nothing, lead to `target`.
pub(crate) fn link(target: &Path, link: &Path) -> Result<()> {
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(target, link);
    #[cfg(windows)]
    let made = match target.is_dir() {
        true => std::os::windows::fs::symlink_dir(target, link),
        false => std::os::windows::fs::symlink_file(target, link),
    };
    made.with_context(|| format!("cannot link {} to {}", link.display(), target.display()))
}

/// Lets `file` be executed, where that is not by its name.
#[cfg_attr(windows, expect(unused_variables))]
pub(crate) fn make_executable(file: &Path) -> Result<()> {
    #[cfg(unix)]
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .with_context(|| format!("cannot let {} be executed", file.display()))?;
    Ok(())
}
