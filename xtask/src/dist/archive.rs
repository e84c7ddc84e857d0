//! An archive with all that is to be unpacked.

use super::programs::Target;
use super::{Release, empty, tar};
use crate::files::{copy, files_below};
use crate::process::run;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

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
        "" => tar(&release.directory, &name, &release.directory.join(format!("{name}.tar.gz")))?,
        // Windows' own tar writes what the name asks for.
        _ => {
            let mut tar = Command::new("tar");
            run(tar.current_dir(&release.directory).args(["-a", "-cf", &format!("{name}.zip"), &name]))?;
        }
    }
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))
}
