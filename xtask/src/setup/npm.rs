//! Packages from npm: `xtask/npm/package.json` says which, and the lock file beside it which bytes.

use crate::process::run;
use crate::stamp::Stamp;
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

const PACKAGE: &str = "package.json";
const LOCK: &str = "package-lock.json";

/// Whether the packages are there as the lock file has them.
pub(super) fn is_current(workspace: &Workspace, tools: &Tools) -> Result<bool> {
    Ok(stamp(workspace, tools)?.is_current(&tools.npm().join("node_modules")))
}

/// Installs the packages; `buf` is then `node_modules/.bin/buf`.
pub(super) fn install(workspace: &Workspace, tools: &Tools) -> Result<()> {
    fs::create_dir_all(tools.npm())?;
    // npm does not find its own lock file behind a symbolic link.
    let prefix = tools.npm().canonicalize()?;
    for name in [PACKAGE, LOCK] {
        let from = source(workspace, name);
        fs::copy(&from, tools.npm().join(name)).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    // `buf` is a script that starts the binary of an optional package; no package needs its install script.
    let mut npm = tools.command("npm")?;
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]).arg(prefix);
    run(&mut npm)?;
    stamp(workspace, tools)?.write()
}

/// The version of `package` that is pinned.
pub(crate) fn version(workspace: &Workspace, package: &str) -> Result<String> {
    #[derive(Deserialize)]
    struct Manifest {
        dependencies: BTreeMap<String, String>,
    }
    let manifest: Manifest = serde_json::from_str(&read(workspace, PACKAGE)?).context("xtask/npm/package.json")?;
    manifest.dependencies.get(package).cloned().with_context(|| format!("xtask/npm/package.json has no {package}"))
}

fn stamp(workspace: &Workspace, tools: &Tools) -> Result<Stamp> {
    Ok(Stamp::new(tools.npm().join("installed"), read(workspace, LOCK)?))
}

fn read(workspace: &Workspace, name: &str) -> Result<String> {
    let file = source(workspace, name);
    fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))
}

fn source(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.root().join("xtask/npm").join(name)
}
