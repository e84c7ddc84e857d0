//! Under a scratch layer, `os.Root` of Go does under both ABIs what it does natively in a real directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bufwasm::{Limits, PluginExecutor, RunOptions};

/// What `cargo xtask guests` built at `path` below `target/guests`.
fn built(path: &str) -> PathBuf {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/guests").join(path);
    assert!(full.is_file(), "target/guests/{path} is missing: run `cargo xtask guests`");
    full
}

fn native() -> String {
    let directory = tempfile::tempdir().expect("a directory can be made");
    let output = Command::new(built("native/roots")).arg(directory.path()).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

fn in_scratch(guest: &str) -> String {
    let limits = Limits { scratch_bytes: 1 << 20, ..Limits::default() };
    let executor = PluginExecutor::builder().limits(limits).build();
    let plugin = executor.compile("roots", &fs::read(built(guest)).expect("it can be read")).expect("it compiles");
    let options = RunOptions { args: vec!["/".into()], ..RunOptions::default() };
    let mut stdout = Vec::new();
    plugin.run(&mut &b""[..], &mut stdout, &mut std::io::stderr(), options).expect("it succeeds");
    String::from_utf8(stdout).expect("it prints text")
}

#[test]
fn roots_change_files_as_in_a_real_directory() {
    let expected = native();
    assert!(expected.contains("create <nil>\n"), "{expected}");
    for guest in ["go-wasip1/roots.wasm", "go-js/roots.wasm"] {
        // Under WASI, Go begins what it says of an error in upper case.
        assert_eq!(in_scratch(guest).to_lowercase(), expected.to_lowercase(), "{guest}");
    }
}
