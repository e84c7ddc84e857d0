//! An archive with all that is to be unpacked.

use super::programs::Target;
use super::{Release, empty};
use crate::files::{copy, files_below};
use crate::process::run;
use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use tar::{Builder, EntryType, Header};

/// Packs `program` and `documents` for `target`: a `.zip` for Windows, else a `.tar.gz`.
pub(super) fn pack(release: &Release, target: &Target, program: &Path, documents: &Path) -> Result<()> {
    let name = format!("bufwasm-{}-{}", release.version, target.triple);
    let folder = release.directory.join(&name);
    empty(&folder)?;
    copy(program, &folder.join(format!("bufwasm{}", target.extension)))?;
    for file in files_below(documents)? {
        copy(&file, &folder.join(file.strip_prefix(documents)?))?;
    }
    match target.extension {
        "" => tar(release, &name).with_context(|| format!("cannot pack {}", folder.display()))?,
        // Windows' own tar writes what the name asks for.
        _ => {
            let mut tar = Command::new("tar");
            run(tar.current_dir(&release.directory).args(["-a", "-cf", &format!("{name}.zip"), &name]))?;
        }
    }
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))
}

/// Packs `name`, a directory of the release, with the names in order, and nothing of whoever packs them when.
fn tar(release: &Release, name: &str) -> Result<()> {
    let archive = File::create(release.directory.join(format!("{name}.tar.gz")))?;
    let mut tar = Builder::new(GzBuilder::new().write(archive, Compression::best()));
    for file in files_below(&release.directory.join(name))? {
        let place = file.strip_prefix(&release.directory)?;
        let contents = fs::read(&file)?;
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_size(contents.len() as u64);
        header.set_mtime(release.date);
        header.set_mode(if place == Path::new(name).join("bufwasm") { 0o755 } else { 0o644 });
        tar.append_data(&mut header, place, &*contents)?;
    }
    tar.into_inner()?.finish()?;
    Ok(())
}
