//! Go's own files, which tests compare with: its host for js/wasm programs, and what the standard library's tests read.

use crate::files;
use crate::go::NEWEST;
use crate::process::output_of;
use crate::tools::Tools;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Fetches the release unless it is there, and links to it from [`Tools::go_root`].
pub(super) fn link(tools: &Tools) -> Result<()> {
    let mut go = tools.command("go")?;
    let root = output_of(go.env("GOTOOLCHAIN", format!("go{NEWEST}")).args(["env", "GOROOT"]))?;
    let (root, link) = (Path::new(&root), tools.go_root());
    ensure!(root.join("lib/wasm/wasm_exec.js").is_file(), "{} has no lib/wasm/wasm_exec.js", root.display());
    if fs::read_link(&link).is_ok_and(|there| there == root) {
        return Ok(());
    }
    fs::create_dir_all(link.parent().context("the link has a directory")?)?;
    let _ = fs::remove_file(&link); // it may not be there
    files::link(root, &link)
}
