//! Packages from npm.

use crate::process::run;
use crate::stamp::Stamp;
use crate::tools::Tools;
use anyhow::Result;

/// The protos of Google's public interfaces, from which requests are made.
pub(crate) const PROTO_FILES: &str = "google-proto-files@5.0.3";

/// Every package.
const PACKAGES: [&str; 7] = [
    PROTO_FILES,
    // The `buf` that tests run bufwasm under.
    "@bufbuild/buf@1.75.0",
    // A WASI for browsers that hands plugins to the browser's compiler: what the npm package is compared with.
    "@bjorn3/browser_wasi_shim@0.4.2",
    // Makes WebAssembly smaller.
    "binaryen@132.0.0",
    // Drives the browser that Debian brings.
    "playwright-core@1.65.1",
    "typescript@7.0.2",
    // The runtime of Cloudflare Workers, which examples/worker is tested in.
    "workerd@1.20261117.1",
];

/// Installs the packages; `buf` is then `node_modules/.bin/buf`.
pub(super) fn install(tools: &Tools) -> Result<()> {
    let modules = tools.npm().join("node_modules");
    let stamp = Stamp::new(tools.npm().join("packages"), PACKAGES.join("\n"));
    if stamp.is_current(&modules) {
        return Ok(());
    }
    println!("installing {} into {}", PACKAGES.join(", "), tools.npm().display());
    std::fs::create_dir_all(tools.npm())?;
    // `buf` is a script that starts the binary of an optional package; no package needs its install script.
    let mut npm = tools.command("npm")?;
    npm.args(["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
    run(npm.arg(tools.npm()).args(PACKAGES))?;
    stamp.write()
}
