//! A package for Debian and its relatives.

use super::{Release, empty};
use crate::files::copy;
use crate::process::run;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Packs `program` and `documents` for `architecture`. The program is static, so that the package depends on nothing.
pub(super) fn pack(release: &Release, architecture: &str, program: &Path, documents: &Path) -> Result<()> {
    let name = format!("bufwasm_{}_{architecture}", release.version);
    let root = release.directory.join(&name);
    empty(&root)?;
    copy(program, &root.join("usr/bin/bufwasm"))?;
    write(&root.join("usr/share/doc/bufwasm/copyright"), COPYRIGHT)?;
    copy_compressed(&documents.join("CHANGELOG.md"), &root.join("usr/share/doc/bufwasm/changelog"))?;
    copy(&documents.join("completions/bufwasm.bash"), &root.join("usr/share/bash-completion/completions/bufwasm"))?;
    copy(&documents.join("completions/bufwasm.fish"), &root.join("usr/share/fish/vendor_completions.d/bufwasm.fish"))?;
    copy(&documents.join("completions/_bufwasm"), &root.join("usr/share/zsh/vendor-completions/_bufwasm"))?;
    for page in fs::read_dir(documents.join("man")).context("cannot list the manual pages")? {
        let page = page?;
        copy_compressed(&page.path(), &root.join("usr/share/man/man1").join(page.file_name()))?;
    }
    let control = root.join("DEBIAN/control");
    write(&control, &control_file(release.version, architecture, &root)?)?;
    let mut dpkg = Command::new("dpkg-deb");
    dpkg.env("SOURCE_DATE_EPOCH", release.date.to_string()).args(["--build", "--root-owner-group", "-Zxz"]);
    run(dpkg.arg(&root).arg(release.directory.join(format!("{name}.deb"))))?;
    fs::remove_dir_all(&root).with_context(|| format!("cannot remove {}", root.display()))
}

const COPYRIGHT: &str = concat!(
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nSource: ",
    env!("CARGO_PKG_REPOSITORY"),
    "\n\nFiles: *\nCopyright: The bufwasm authors\nLicense: Apache-2.0\n On Debian systems, the text of this licence is in \
     /usr/share/common-licenses/Apache-2.0.\n"
);

/// Copies `file` as Debian has documents: to `place`, with `.gz` behind its name.
fn copy_compressed(file: &Path, place: &Path) -> Result<()> {
    copy(file, place)?;
    run(Command::new("gzip").args(["-9", "--no-name"]).arg(place))
}

fn control_file(version: &str, architecture: &str, root: &Path) -> Result<String> {
    let installed: u64 = crate::files::files_below(root)?.iter().map(size).sum::<Result<u64>>()?;
    Ok(format!(
        "Package: bufwasm\nVersion: {version}\nArchitecture: {architecture}\nInstalled-Size: {}\n\
         Maintainer: The bufwasm authors <bufwasm@users.noreply.github.com>\nSection: devel\nPriority: optional\n\
         Homepage: {}\nDescription: {}\n",
        installed.div_ceil(1024),
        env!("CARGO_PKG_REPOSITORY"),
        "run protoc and Buf plugins compiled to WebAssembly\n A pure interpreter: it generates no machine code, and needs \
         nothing else installed."
    ))
}

fn size(file: &PathBuf) -> Result<u64> {
    Ok(fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?.len())
}

fn write(file: &Path, text: &str) -> Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}
