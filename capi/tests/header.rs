//! The header that is checked in is the one that cbindgen makes of the sources.
#![cfg(not(miri))]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Set `BLESS=1` to write the header anew, and review the difference.
#[test]
fn the_header_is_up_to_date() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut generated = Vec::new();
    cbindgen::generate(package).expect("the sources make a header").write(&mut generated);
    let generated = String::from_utf8(generated).unwrap();
    let checked_in = package.join("include/bufwasm.h");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&checked_in, &generated).unwrap();
    }
    let found = fs::read_to_string(&checked_in).unwrap();
    assert!(found == generated, "include/bufwasm.h is not what the sources make: run this test with BLESS=1");
}

/// Callers may be strict about warnings, and use it from C++.
#[test]
fn the_header_is_valid_c_and_cxx() {
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("include");
    let room = tempfile::tempdir().unwrap();
    let source = room.path().join("source");
    fs::write(&source, "#include <bufwasm.h>\n#include <bufwasm.h>\n").unwrap();
    for (language, standard) in [("c", "c99"), ("c", "c17"), ("c++", "c++11"), ("c++", "c++20")] {
        let mut clang = Command::new("clang");
        clang.args(["-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-x", language]);
        clang.arg(format!("-std={standard}")).arg("-I").arg(&include).arg(&source);
        let output = clang.output().expect("clang is installed: cargo xtask setup does that");
        assert!(output.status.success(), "as {standard}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
