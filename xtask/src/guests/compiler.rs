//! The compilers that turn one source file into a guest.

use super::builder::Builder;
use super::step::{GoPort, Step, headers_beside};
use super::threads;
use crate::setup::{Need, npm_version};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What turns one source file into a guest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compiler {
    Rustc,
    /// Rust's target with threads.
    RustcThreads,
    /// A library (a reactor): a cdylib of Rust's.
    RustcLibrary,
    Clang,
    ClangCxx,
    /// C++, as a program with threads.
    CxxThreads,
    /// The C compiler that Zig brings.
    ZigCc,
    /// The language Zig.
    Zig,
    AssemblyScript,
    /// Embedded Swift, linked by clang with wasi-libc.
    Swift,
    /// The given release of Go.
    Go(GoPort, &'static str),
    /// A library (a reactor) for WASI: `-buildmode=c-shared`, by the given release of Go.
    GoLibrary(&'static str),
}

impl Compiler {
    /// What it takes.
    pub(super) fn needs(self) -> &'static [Need] {
        match self {
            Self::Go(..) | Self::GoLibrary(_) => &[Need::Go],
            Self::Rustc | Self::RustcThreads | Self::RustcLibrary => &[Need::RustTargets],
            Self::Clang | Self::ClangCxx | Self::Swift => &[Need::Clang],
            Self::CxxThreads => &[Need::RustTargets, Need::Zig],
            Self::ZigCc | Self::Zig => &[Need::Zig],
            Self::AssemblyScript => &[Need::Node],
        }
    }

    /// The commands that make a guest of `file`, in `tests/guests`.
    pub(super) fn step(self, builder: &Builder<'_>, file: &str) -> Result<Step> {
        let source = builder.sources().join(file);
        let product = builder.scratch().join("out.wasm");
        let (command, compiler) = match self {
            Self::Rustc => (rustc(builder, "wasm32-wasip1", &source, &product)?, builder.version_of("rustc")?),
            Self::RustcThreads => (rustc(builder, threads::TARGET, &source, &product)?, builder.version_of("rustc")?),
            Self::RustcLibrary => {
                let mut command = rustc(builder, "wasm32-wasip1", &source, &product)?;
                command.args(["--crate-type", "cdylib"]);
                (command, builder.version_of("rustc")?)
            }
            Self::Clang => (clang(builder, "clang", &source, &product)?, builder.version_of("clang")?),
            Self::ClangCxx => (clang_cxx(builder, &source, &product)?, builder.version_of("clang++")?),
            Self::CxxThreads => return threads::step(builder, source, product),
            Self::ZigCc => (zig_cc(builder, &source, &product)?, builder.version_of("python-zig")?),
            Self::Zig => (zig(builder, &source, &product)?, builder.version_of("python-zig")?),
            Self::AssemblyScript => {
                (assembly_script(builder, &source, &product)?, npm_version(builder.workspace, "assemblyscript")?)
            }
            Self::Swift => return swift(builder, source, product),
            Self::Go(port, release) => (go_file(builder, port, release, &[], &source, &product)?, String::new()),
            Self::GoLibrary(release) => {
                let library = ["-buildmode=c-shared"];
                (go_file(builder, GoPort::Wasip1, release, &library, &source, &product)?, String::new())
            }
        };
        let headers = headers_beside(&source)?;
        Ok(Step { commands: vec![command], product, compiler, source: Some(source), headers })
    }
}

fn rustc(builder: &Builder<'_>, target: &str, source: &Path, product: &Path) -> Result<Command> {
    let mut command = builder.tools().command("rustc")?;
    command.args(["--edition", "2024", "--target", target, "-O", "-C", "strip=debuginfo", "-D", "warnings"]);
    command.arg("-o").arg(product).arg(source);
    Ok(command)
}

fn clang(builder: &Builder<'_>, program: &str, source: &Path, product: &Path) -> Result<Command> {
    let mut command = builder.tools().command(program)?;
    command.args(["--target=wasm32-wasi", "-O2", "-Wall", "-Wextra", "-Werror", "-o"]).arg(product).arg(source);
    Ok(command)
}

/// Debian's libc++ for wasm is built without exceptions.
fn clang_cxx(builder: &Builder<'_>, source: &Path, product: &Path) -> Result<Command> {
    let mut command = clang(builder, "clang++", source, product)?;
    command.args(["-std=c++17", "-fno-exceptions"]);
    Ok(command)
}

fn zig_cc(builder: &Builder<'_>, source: &Path, product: &Path) -> Result<Command> {
    let mut command = builder.tools().command("python-zig")?;
    command.args(["cc", "-target", "wasm32-wasi", "-O2", "-s", "-o"]).arg(product).arg(source);
    Ok(command)
}

fn zig(builder: &Builder<'_>, source: &Path, product: &Path) -> Result<Command> {
    let mut command = builder.tools().command("python-zig")?;
    command.args(["build-exe", "-target", "wasm32-wasi", "-OReleaseSmall"]).arg(source);
    command.arg(format!("-femit-bin={}", product.display()));
    Ok(command)
}

/// AssemblyScript's own library is JavaScript's; the shim puts WASI's below it. What the shim's configuration names is
/// only found by a relative path.
fn assembly_script(builder: &Builder<'_>, source: &Path, product: &Path) -> Result<Command> {
    let packages = builder.tools().npm().join("node_modules");
    let packages = packages.strip_prefix(builder.root()).context("the packages are in the checkout")?;
    let mut command = builder.tools().command("node")?;
    command.arg(packages.join("assemblyscript/bin/asc.js")).arg(source).arg("-O").arg("--outFile").arg(product);
    command.arg("--config").arg(packages.join("@assemblyscript/wasi-shim/asconfig.json"));
    Ok(command)
}

/// What makes swiftc compile for WebAssembly, without its library for systems, so that wasi-libc has all that is
/// called.
const SWIFT: [&str; 14] = [
    "-c",
    "-target",
    "wasm32-unknown-none-wasm",
    "-enable-experimental-feature",
    "Embedded",
    "-enable-experimental-feature",
    "Extern",
    "-Xfrontend",
    "-disable-stack-protector",
    "-wmo",
    "-parse-as-library",
    "-Osize",
    "-warnings-as-errors",
    "-o",
];

/// No part of Swift links for WASI without its SDK; clang does.
fn swift(builder: &Builder<'_>, source: PathBuf, product: PathBuf) -> Result<Step> {
    let object = builder.scratch().join("swift.o");
    let mut compile = builder.tools().command("swiftc")?;
    compile.args(SWIFT).arg(&object).arg(&source);
    let link = clang(builder, "clang", &object, &product)?;
    let compiler = format!("{}, {}", builder.version_of("swiftc")?, builder.version_of("clang")?);
    Ok(Step { commands: vec![compile, link], product, compiler, source: Some(source), headers: Vec::new() })
}

fn go_file(
    builder: &Builder<'_>,
    port: GoPort,
    release: &str,
    flags: &[&str],
    source: &Path,
    product: &Path,
) -> Result<Command> {
    let mut command = builder.tools().command("go")?;
    port.configure(&mut command, release);
    command.args(["build", "-trimpath"]).args(flags).arg("-o").arg(product).arg(source);
    Ok(command)
}
