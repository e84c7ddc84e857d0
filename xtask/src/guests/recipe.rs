//! How a guest is built: the commands, what they leave, and what the result depends on.

use super::builder::Builder;
use super::std_table::Package;
use super::std_test::std_test;
use super::step::{GoPort, Step};
use super::threads;
use crate::files::files_below;
use crate::process::output_of;
use crate::setup::{Need, npm_version};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How a guest is built.
#[derive(Clone, Copy)]
pub(crate) enum Recipe {
    /// A published Go command, built by the given release of Go.
    GoPackage { port: GoPort, release: &'static str, package: &'static str, version: &'static str },
    /// The binary of a published crate, for this machine unless there is a target.
    Crate { package: &'static str, version: &'static str, target: Option<&'static str> },
    /// The tests of a package of Go's standard library, for js/wasm.
    StdTest { release: &'static str, package: &'static Package },
    /// One file in `tests/guests`.
    Source { compiler: Compiler, file: &'static str },
}

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
    /// The given release of Go.
    Go(GoPort, &'static str),
    /// A library (a reactor) for WASI: `-buildmode=c-shared`, by the given release of Go.
    GoLibrary(&'static str),
}

impl Recipe {
    /// What decides what a published plugin does, whatever it is built for: package, version, and the Go release.
    #[cfg(test)]
    pub(super) fn origin(&self) -> Option<(&'static str, &'static str, Option<&'static str>)> {
        match *self {
            Self::GoPackage { release, package, version, .. } => Some((package, version, Some(release))),
            Self::Crate { package, version, .. } => Some((package, version, None)),
            Self::StdTest { .. } | Self::Source { .. } => None,
        }
    }

    /// What building takes.
    pub(super) fn needs(&self) -> &'static [Need] {
        match self {
            Self::GoPackage { .. } => &[Need::Go],
            Self::Crate { target: None, .. } => &[],
            Self::Crate { .. } => &[Need::RustTargets],
            Self::StdTest { .. } => &[Need::GoRoot],
            Self::Source { compiler, .. } => compiler.needs(),
        }
    }

    /// The commands to run, with what they need from this machine.
    pub(super) fn step(&self, builder: &Builder<'_>) -> Result<Step> {
        match *self {
            Self::GoPackage { port, release, package, version } => go_package(builder, port, release, package, version),
            Self::Crate { package, version, target } => published_crate(builder, package, version, target),
            Self::StdTest { release, package } => std_test(builder, release, package),
            Self::Source { compiler, file } => compiler.step(builder, file),
        }
    }
}

/// `go install` puts binaries for other systems nowhere but into `GOPATH`, so it gets one of its own.
fn go_package(builder: &Builder<'_>, port: GoPort, release: &str, package: &str, version: &str) -> Result<Step> {
    let go_path = builder.scratch().join("go");
    let mut command = builder.tools().command("go")?;
    port.configure(&mut command, release);
    command.env("GOPATH", &go_path).env("GOMODCACHE", builder.go_modules()?).env_remove("GOBIN");
    command.args(["install", "-trimpath", &format!("{package}@{version}")]);
    let binaries = match port {
        GoPort::Host => go_path.join("bin"),
        GoPort::Wasip1 => go_path.join("bin/wasip1_wasm"),
        GoPort::Js => go_path.join("bin/js_wasm"),
    };
    let name = package.rsplit('/').next().unwrap_or(package);
    Ok(Step {
        commands: vec![command],
        product: binaries.join(name),
        compiler: String::new(),
        source: None,
        headers: Vec::new(),
    })
}

/// `cargo install`, with one target directory for all crates, as they share most dependencies.
fn published_crate(builder: &Builder<'_>, package: &str, version: &str, target: Option<&str>) -> Result<Step> {
    let root = builder.scratch().join(target.unwrap_or("host"));
    let mut command = builder.tools().command("cargo")?;
    command.args(["install", "--locked", "--force", "--no-track", "--version", version, package]);
    command.arg("--root").arg(&root).arg("--target-dir").arg(builder.scratch().join("cargo"));
    if let Some(target) = target {
        command.args(["--target", target]);
    }
    let ending = if target.is_some() { ".wasm" } else { "" };
    let product = root.join("bin").join(format!("{package}{ending}"));
    Ok(Step {
        commands: vec![command],
        product,
        compiler: version_of(builder, "rustc")?,
        source: None,
        headers: Vec::new(),
    })
}

impl Compiler {
    fn needs(self) -> &'static [Need] {
        match self {
            Self::Go(..) | Self::GoLibrary(_) => &[Need::Go],
            Self::Rustc | Self::RustcThreads | Self::RustcLibrary => &[Need::RustTargets],
            Self::Clang | Self::ClangCxx => &[Need::Clang],
            Self::CxxThreads => &[Need::RustTargets, Need::Zig],
            Self::ZigCc | Self::Zig => &[Need::Zig],
            Self::AssemblyScript => &[Need::Node],
        }
    }

    fn step(self, builder: &Builder<'_>, file: &str) -> Result<Step> {
        let source = builder.sources().join(file);
        let product = builder.scratch().join("out.wasm");
        let (command, compiler) = match self {
            Self::Rustc => (rustc(builder, "wasm32-wasip1", &source, &product)?, version_of(builder, "rustc")?),
            Self::RustcThreads => (rustc(builder, threads::TARGET, &source, &product)?, version_of(builder, "rustc")?),
            Self::RustcLibrary => {
                let mut command = rustc(builder, "wasm32-wasip1", &source, &product)?;
                command.args(["--crate-type", "cdylib"]);
                (command, version_of(builder, "rustc")?)
            }
            Self::Clang => (clang(builder, "clang", &source, &product)?, version_of(builder, "clang")?),
            Self::ClangCxx => (clang_cxx(builder, &source, &product)?, version_of(builder, "clang++")?),
            Self::CxxThreads => return threads::step(builder, source, product),
            Self::ZigCc => (zig_cc(builder, &source, &product)?, version_of(builder, "python-zig")?),
            Self::Zig => (zig(builder, &source, &product)?, version_of(builder, "python-zig")?),
            Self::AssemblyScript => {
                (assembly_script(builder, &source, &product)?, npm_version(builder.workspace, "assemblyscript")?)
            }
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

/// The headers of this project that a `source` in C or C++ may include.
pub(super) fn headers_beside(source: &Path) -> Result<Vec<PathBuf>> {
    let mut headers = files_below(source.parent().context("a source is in a directory")?)?;
    headers.retain(|path| path.extension().is_some_and(|ending| ending == "h"));
    Ok(headers)
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

/// AssemblyScript's own library is JavaScript's; the shim puts WASI's below it. What the shim's configuration names is only
/// found by a relative path.
fn assembly_script(builder: &Builder<'_>, source: &Path, product: &Path) -> Result<Command> {
    let packages = builder.tools().npm().join("node_modules");
    let packages = packages.strip_prefix(builder.root()).context("the packages are in the checkout")?;
    let mut command = builder.tools().command("node")?;
    command.arg(packages.join("assemblyscript/bin/asc.js")).arg(source).arg("-O").arg("--outFile").arg(product);
    command.arg("--config").arg(packages.join("@assemblyscript/wasi-shim/asconfig.json"));
    Ok(command)
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

pub(super) fn version_of(builder: &Builder<'_>, program: &str) -> Result<String> {
    let argument = if program == "python-zig" { "version" } else { "--version" };
    output_of(builder.tools().command(program)?.current_dir(builder.root()).arg(argument))
}
