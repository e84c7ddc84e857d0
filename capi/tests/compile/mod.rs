//! C programs, built against the library by the machine's compilers: `cargo xtask setup` installs them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{package, passes};

/// Native libraries that Rust's standard library needs, where libc does not hold them.
const NATIVE: [&str; 3] = ["-lpthread", "-ldl", "-lm"];

/// Builds `program` of `sources` and `more`.
pub(crate) fn build<'a>(
    compiler: &str,
    sources: &[PathBuf],
    program: &Path,
    more: impl IntoIterator<Item = &'a OsStr>,
) {
    let mut command = Command::new(compiler);
    command.args(["-std=c11", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-D_POSIX_C_SOURCE=200809L"]);
    command.arg("-I").arg(package().join("include")).args(sources).args(more).args(NATIVE).arg("-o").arg(program);
    passes(&mut command);
}

/// Where cargo puts the libraries of the package that a test belongs to: beside the test.
pub(crate) fn libraries() -> PathBuf {
    std::env::current_exe().unwrap().parent().unwrap().to_owned()
}

pub(crate) fn static_library() -> PathBuf {
    libraries().join("libbufwasm_c.a")
}
