//! What is packed, of a program and documents that are none.

use super::programs::Target;
use super::{Release, archive, debian};
use crate::process::output_of;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A release in `directory`, with a program and documents to pack.
fn release(directory: &Path) -> (Release, PathBuf, PathBuf) {
    let documents = directory.join("documents");
    for file in ["completions/bufwasm.bash", "completions/bufwasm.fish", "completions/_bufwasm", "man/bufwasm.1"] {
        let file = documents.join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "text\n").unwrap();
    }
    for file in ["LICENSE", "README.md", "CHANGELOG.md"] {
        fs::write(documents.join(file), "text\n").unwrap();
    }
    let program = directory.join("program");
    fs::write(&program, "program\n").unwrap();
    (Release { directory: directory.to_owned(), version: "1.2.3", date: 1_700_000_000 }, program, documents)
}

#[test]
fn an_archive_is_the_same_bytes_whoever_packs_it_when() {
    let target = Target::parse("x86_64-unknown-linux-musl").unwrap();
    let packed = [(); 2].map(|()| {
        let room = tempfile::tempdir().unwrap();
        let (release, program, documents) = release(room.path());
        archive::pack(&release, &target, &program, &documents).unwrap();
        fs::read(room.path().join("bufwasm-1.2.3-x86_64-unknown-linux-musl.tar.gz")).unwrap()
    });
    assert_eq!(packed[0], packed[1]);
    let room = tempfile::tempdir().unwrap();
    let archive = room.path().join("archive.tar.gz");
    fs::write(&archive, &packed[0]).unwrap();
    let listed = output_of(Command::new("tar").env("TZ", "UTC").arg("-tvzf").arg(&archive)).unwrap();
    let program = listed.lines().find(|line| line.ends_with("-musl/bufwasm")).unwrap();
    assert!(program.starts_with("-rwxr-xr-x 0/0") && program.contains("2023-11-14"), "{program}");
    let page = listed.lines().find(|line| line.ends_with("-musl/man/bufwasm.1")).unwrap();
    assert!(page.starts_with("-rw-r--r-- 0/0"), "{page}");
}

#[test]
fn a_package_for_debian_has_everything_in_its_place() {
    let room = tempfile::tempdir().unwrap();
    let (release, program, documents) = release(room.path());
    debian::pack(&release, "arm64", &program, &documents).unwrap();
    let package = room.path().join("bufwasm_1.2.3_arm64.deb");
    let field = |name| output_of(Command::new("dpkg-deb").arg("--field").arg(&package).arg(name)).unwrap();
    assert_eq!(
        (field("Version"), field("Architecture"), field("Depends")),
        ("1.2.3".into(), "arm64".into(), String::new())
    );
    let listed = output_of(Command::new("dpkg-deb").arg("--contents").arg(&package)).unwrap();
    for file in [
        "usr/bin/bufwasm",
        "usr/share/bash-completion/completions/bufwasm",
        "usr/share/doc/bufwasm/changelog.gz",
        "usr/share/doc/bufwasm/copyright",
        "usr/share/fish/vendor_completions.d/bufwasm.fish",
        "usr/share/man/man1/bufwasm.1.gz",
        "usr/share/zsh/vendor-completions/_bufwasm",
    ] {
        assert!(listed.lines().any(|line| line.ends_with(&format!("./{file}"))), "{file} is not in:\n{listed}");
    }
}
