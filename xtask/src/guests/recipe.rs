//! How a guest is built: the commands, what they leave, and what the result depends on.

use super::builder::Builder;
use super::compiler::Compiler;
use super::quickjs;
use super::std_table::Package;
use super::std_test::std_test;
use super::step::{GoPort, Step};
use crate::setup::Need;
use anyhow::Result;

/// How a guest is built.
#[derive(Clone, Copy)]
pub(crate) enum Recipe {
    /// A published Go command, built by the given release of Go.
    GoPackage { port: GoPort, release: &'static str, package: &'static str, version: &'static str },
    /// The binary of a published crate, for this machine unless there is a target.
    Crate { package: &'static str, version: &'static str, target: Option<&'static str> },
    /// The tests of a package of Go's standard library, for js/wasm.
    StdTest { release: &'static str, package: &'static Package },
    /// The JavaScript engine that plugins in JavaScript run on.
    QuickJs,
    /// One file in `tests/guests`.
    Source { compiler: Compiler, file: &'static str },
}

impl Recipe {
    /// What decides what a published plugin does, whatever it is built for: package, version, and the Go release.
    #[cfg(test)]
    pub(super) fn origin(&self) -> Option<(&'static str, &'static str, Option<&'static str>)> {
        match *self {
            Self::GoPackage { release, package, version, .. } => Some((package, version, Some(release))),
            Self::Crate { package, version, .. } => Some((package, version, None)),
            Self::StdTest { .. } | Self::QuickJs | Self::Source { .. } => None,
        }
    }

    /// What building takes.
    pub(super) fn needs(&self) -> &'static [Need] {
        match self {
            Self::GoPackage { .. } => &[Need::Go],
            Self::Crate { target: None, .. } => &[],
            Self::Crate { .. } => &[Need::RustTargets],
            Self::StdTest { .. } => &[Need::GoRoot],
            Self::QuickJs => &[Need::Clang, Need::QuickJs],
            Self::Source { compiler, .. } => compiler.needs(),
        }
    }

    /// The commands to run, with what they need from this machine.
    pub(super) fn step(&self, builder: &Builder<'_>) -> Result<Step> {
        match *self {
            Self::GoPackage { port, release, package, version } => go_package(builder, port, release, package, version),
            Self::Crate { package, version, target } => published_crate(builder, package, version, target),
            Self::StdTest { release, package } => std_test(builder, release, package),
            Self::QuickJs => quickjs::step(builder),
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
        compiler: builder.version_of("rustc")?,
        source: None,
        headers: Vec::new(),
    })
}
