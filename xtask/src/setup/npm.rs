//! Packages from npm.

use crate::process::run;
use crate::stamp::Stamp;
use crate::tools::Tools;
use anyhow::Result;

/// The protos of Google's public interfaces, from which requests are made.
pub(crate) const PROTO_FILES: &str = "google-proto-files@5.0.3";

/// The `buf` that tests run bufwasm under.
const BUF: &str = "@bufbuild/buf@1.75.0";

/// Installs the packages; `buf` is then `node_modules/.bin/buf`.
pub(super) fn install(tools: &Tools) -> Result<()> {
    let packages = [PROTO_FILES, BUF];
    let modules = tools.npm().join("node_modules");
    let stamp = Stamp::new(tools.npm().join("packages"), packages.join("\n"));
    if stamp.is_current(&modules) {
        return Ok(());
    }
    println!("installing {} into {}", packages.join(" and "), tools.npm().display());
    std::fs::create_dir_all(tools.npm())?;
    // `buf` is a script that starts the binary of an optional package; no package needs its install script.
    let mut npm = tools.command("npm")?;
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
    run(npm.arg(tools.npm()).args(packages))?;
    stamp.write()
}
