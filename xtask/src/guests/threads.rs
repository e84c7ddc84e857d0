//! C++ as a program with threads, as wasi-sdk builds it for wasm32-wasi-threads.
//!
//! No registry has wasi-sdk. Its C library for programs with threads comes with Rust's target of that kind; the C++
//! library of LLVM comes with Zig, as sources, whose parts that know of threads are compiled with the program.

use super::builder::Builder;
use super::step::{Step, headers_beside};
use crate::process::output_of;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Rust's target with threads, and its name for the C library that is linked.
pub(super) const TARGET: &str = "wasm32-wasip1-threads";

/// What makes code for threads of it, and lets the C++ library know of them.
const FLAGS: [&str; 12] = [
    "-target",
    "wasm32-wasi",
    "-mcpu=generic+atomics+bulk_memory",
    "-pthread",
    "-O2",
    "-std=c++23",
    "-fno-exceptions",
    "-U_LIBCPP_HAS_THREADS",
    "-D_LIBCPP_HAS_THREADS=1",
    "-U_LIBCPP_HAS_THREAD_API_PTHREAD",
    "-D_LIBCPP_HAS_THREAD_API_PTHREAD=1",
    // The library's own sources are not free of them.
    "-Wno-everything",
];

/// What tells the library's sources that they are being compiled.
const LIBRARY: [&str; 2] = ["-D_LIBCPP_BUILDING_LIBRARY", "-D_LIBCXXABI_BUILDING_LIBRARY"];

/// Compiles `source` with Zig's clang, and links it as rustc links a program without a line of Rust.
pub(super) fn step(builder: &Builder<'_>, source: PathBuf, product: PathBuf) -> Result<Step> {
    let (object, no_main) = (builder.scratch().join("threads.o"), builder.scratch().join("no_main.rs"));
    fs::write(&no_main, "#![no_main]\n").with_context(|| format!("cannot write {}", no_main.display()))?;
    let mut link = builder.tools().command("rustc")?;
    link.args(["--edition", "2024", "--target", TARGET, "-O", "-C", "strip=debuginfo"]).arg(no_main);
    link.arg("-C").arg(format!("link-arg={}", object.display())).arg("-o").arg(&product);
    let commands = vec![compile(builder, &source, &object)?, link];
    let compiler = format!("{}, {}", builder.version_of("python-zig")?, builder.version_of("rustc")?);
    let headers = headers_beside(&source)?;
    Ok(Step { commands, product, compiler, source: Some(source), headers })
}

fn compile(builder: &Builder<'_>, source: &Path, object: &Path) -> Result<Command> {
    let library = zig_library(builder)?;
    let mut command = builder.tools().command("python-zig")?;
    command.arg("c++").args(FLAGS).args(LIBRARY);
    command.arg(format!("-I{library}/libcxx/src")).arg(format!("-I{library}/libcxxabi/include"));
    command.arg("-include").arg(source.with_file_name("libcxx_threads.h"));
    command.arg("-c").arg(source).arg("-o").arg(object);
    Ok(command)
}

/// The directory with the sources that Zig brings.
fn zig_library(builder: &Builder<'_>) -> Result<String> {
    let told = output_of(builder.tools().command("python-zig")?.arg("env"))?;
    let line = told.lines().find_map(|line| line.trim().strip_prefix(".lib_dir = \"")?.strip_suffix("\","));
    Ok(line.context("zig does not tell its lib_dir")?.to_owned())
}
