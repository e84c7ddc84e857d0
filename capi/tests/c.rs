//! Runs the programs of `tests/c` and `examples`, built by the machine's C compiler.
//!
//! A tool that is missing fails the test: `cargo xtask setup` installs them all.
#![cfg(all(target_os = "linux", not(miri)))]

mod command;
mod compile;

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use command::{output, package, passes};
use compile::{build, libraries, static_library};

#[test]
fn the_c_tests_pass_with_sanitizers() {
    let room = room();
    let program = room.path().join("main");
    let sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];
    build("cc", &test_sources(), &program, sanitizers.map(OsStr::new).into_iter().chain([static_library().as_ref()]));
    passes(
        Command::new(program).arg(room.path()).env("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=1"),
    );
}

#[test]
fn the_c_tests_pass_under_valgrind() {
    let room = room();
    let program = room.path().join("main");
    build("cc", &test_sources(), &program, [static_library().as_ref()]);
    let mut valgrind = Command::new("valgrind");
    valgrind.args([
        "--quiet",
        "--error-exitcode=99",
        "--leak-check=full",
        "--show-leak-kinds=all",
        "--errors-for-leak-kinds=all",
    ]);
    valgrind.arg(format!("--suppressions={}", package().join("tests/c/valgrind.supp").display()));
    passes(valgrind.arg(program).arg(room.path()));
}

/// With clang, and against the shared library.
#[test]
fn the_example_runs_a_plugin() {
    let room = room();
    let program = room.path().join("generate");
    let libraries = libraries();
    let mut path = std::ffi::OsString::from("-Wl,-rpath,");
    path.push(&libraries);
    let library = libraries.join("libbufwasm_c.so");
    build("clang", &[package().join("examples/generate.c")], &program, [path.as_ref(), library.as_ref()]);
    fs::write(room.path().join("request"), "a request").unwrap();
    let run = |plugin: &str| output(Command::new(&program).current_dir(room.path()).args([plugin, "request"]));
    assert_eq!(run("cat.wasm").stdout, b"a request");
    let failed = run("fail.wasm");
    assert_eq!(String::from_utf8_lossy(&failed.stderr), "fail: no input\nfail.wasm: plugin exited with code 3\n");
    assert_eq!(failed.status.code(), Some(3));
    let refused = String::from_utf8_lossy(&run("floor.wasm").stderr).into_owned();
    assert!(refused.ends_with("hint: allow it with a memory_pages of 18000\n"), "{refused}");
}

/// A directory with the guests of the command line's tests, assembled.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    for guest in fs::read_dir(package().join("../cli/tests/guests")).unwrap() {
        let source = guest.unwrap().path();
        let wasm = wat::parse_file(&source).unwrap();
        fs::write(room.path().join(source.file_name().unwrap()).with_extension("wasm"), wasm).unwrap();
    }
    room
}

fn test_sources() -> Vec<PathBuf> {
    let files = fs::read_dir(package().join("tests/c")).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| file.extension() == Some(OsStr::new("c"))).collect()
}
