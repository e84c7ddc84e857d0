//! What commands need beyond a Rust toolchain: finding what is missing of it, and installing that.
//!
//! Debian's packages go to the machine; everything else stays in `target/tools`. Releases of Go are not installed
//! here: any Go from 1.21 on fetches those that guests ask for; the newest of them is linked to, for its files.

mod debian;
mod go;
mod npm;
mod python;
pub(crate) mod rust;

pub(crate) use npm::version as npm_version;
pub(crate) use python::QUICKJS;

use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::Result;
use clap::ValueEnum;
use python::Distribution;
use std::fmt;

/// Something that a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Need {
    /// The browser that the npm package is tested in.
    Browser,
    /// What finds installed libraries of C.
    BuildTools,
    /// clang, with what compiles C and C++ to WebAssembly.
    Clang,
    /// Go, of any release that fetches others.
    Go,
    /// The files of the newest Go release, as [`Tools::go_root`].
    GoRoot,
    /// Measures whole commands.
    Hyperfine,
    /// What libFuzzer is compiled with.
    LibFuzzer,
    /// Node, and the packages of `xtask/npm`.
    Node,
    Protoc,
    /// CPython for WASI, and plugins written in Python.
    PythonPlugins,
    /// The sources of QuickJS.
    QuickJs,
    /// Runs programs for other processors.
    Qemu,
    /// Rust's standard library for the targets that guests and front ends are built for.
    RustTargets,
    /// What the tests of the C ABI run under.
    Valgrind,
    /// wasmtime, as a package of Python's.
    Wasmtime,
    Zig,
}

/// Installs what is missing of `needs`, and says so; whatever cannot be installed is an error before anything is.
pub(crate) fn provide(workspace: &Workspace, needs: &[Need]) -> Result<()> {
    let missing = Missing::of(workspace, needs)?;
    if !missing.is_empty() {
        println!("installing {missing}");
    }
    missing.install(workspace, needs)
}

/// What a machine and a checkout lack.
pub(crate) struct Missing {
    debian: Vec<&'static str>,
    python: Vec<&'static Distribution>,
    npm: bool,
}

impl Missing {
    /// What is missing of `needs`.
    pub(crate) fn of(workspace: &Workspace, needs: &[Need]) -> Result<Self> {
        let tools = Tools::of(workspace);
        let python = python::missing(&tools, needs);
        Ok(Self {
            debian: debian::missing(needs, !python.is_empty()),
            python,
            npm: needs.contains(&Need::Node) && !npm::is_current(workspace, &tools)?,
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.debian.is_empty() && self.python.is_empty() && !self.npm
    }

    fn install(&self, workspace: &Workspace, needs: &[Need]) -> Result<()> {
        let tools = Tools::of(workspace);
        debian::install(&self.debian)?;
        self.python.iter().try_for_each(|distribution| distribution.install(&tools))?;
        if self.npm {
            npm::install(workspace, &tools)?;
        }
        if needs.contains(&Need::RustTargets) {
            rust::install_targets(workspace)?;
        }
        if needs.contains(&Need::GoRoot) { go::link(&tools) } else { Ok(()) }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if !self.debian.is_empty() {
            parts.push(format!("{} from Debian", self.debian.join(", ")));
        }
        if !self.python.is_empty() {
            let pinned: Vec<_> = self.python.iter().map(|distribution| distribution.pinned).collect();
            parts.push(format!("{} from PyPI", pinned.join(", ")));
        }
        if self.npm {
            parts.push("the packages of xtask/npm from npm".to_owned());
        }
        f.write_str(&parts.join("; "))
    }
}
