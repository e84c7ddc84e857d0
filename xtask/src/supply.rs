//! `cargo xtask sbom` and `cargo xtask audit`: what a release is made of, and what is known against it.

use crate::process::{output_of, run};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const CARGO_CYCLONEDX: &str = "0.5.9";
const CARGO_DENY: &str = "0.20.2";

/// How the files of cargo-cyclonedx end, which it writes beside each package's `Cargo.toml`.
const SBOM: &str = ".cdx.json";

/// Writes a bill of materials for each package, by CycloneDX, into `target/sbom`.
pub(crate) fn write_sbom(workspace: &Workspace) -> Result<()> {
    let mut cyclonedx = Tools::of(workspace).cargo_command("cargo-cyclonedx", CARGO_CYCLONEDX)?;
    run(cyclonedx.current_dir(workspace.root()).args(["--format", "json", "--quiet"]))?;
    let sbom = workspace.target().join("sbom");
    fs::create_dir_all(&sbom).with_context(|| format!("cannot make {}", sbom.display()))?;
    for package in packages(workspace)? {
        let beside = package.manifest_path.with_file_name(format!("{}{SBOM}", package.name));
        let kept = sbom.join(format!("{}{SBOM}", package.name));
        fs::rename(&beside, &kept).with_context(|| format!("cannot move {}", beside.display()))?;
        println!("{}", kept.display());
    }
    Ok(())
}

/// The workspace, and that of the fuzz targets, which users build nothing of.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "fuzz/Cargo.toml"];

/// Where cargo-deny takes known vulnerabilities from.
const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// Holds the dependencies to `deny.toml`; and to the advisories in the directory `db`, a clone of [`ADVISORIES`].
pub(crate) fn audit(workspace: &Workspace, db: Option<&Path>) -> Result<()> {
    // The library alone is held to the list of bans: tools and tests may have other parsers than the interpreter's.
    run(deny(workspace, &[])?.arg("bans"))?;
    run(deny(workspace, &["--workspace"])?.args(["licenses", "sources"]))?;
    let Some(db) = db else { return Ok(()) };
    let db = fs::canonicalize(db).with_context(|| format!("cannot read {}", db.display()))?;
    MANIFESTS.iter().try_for_each(|manifest| {
        let mut deny = deny(workspace, &["--workspace", "--manifest-path", manifest])?;
        // cargo-deny clones the advisories by git, which is told to find them in the directory.
        deny.env("GIT_CONFIG_COUNT", "1").env("GIT_CONFIG_VALUE_0", ADVISORIES);
        run(deny.env("GIT_CONFIG_KEY_0", format!("url.file://{}.insteadOf", db.display())).arg("advisories"))
    })
}

/// `cargo deny check` of the packages that `options` choose; what to check for is missing.
fn deny(workspace: &Workspace, options: &[&str]) -> Result<Command> {
    let mut deny = Tools::of(workspace).cargo_command("cargo-deny", CARGO_DENY)?;
    deny.current_dir(workspace.root()).args(["--log-level", "error", "--config", "deny.toml"]);
    deny.args(options).arg("check");
    Ok(deny)
}

/// What `cargo metadata` tells of a package.
#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
}

/// The packages of the workspace.
fn packages(workspace: &Workspace) -> Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let mut cargo = Command::new("cargo");
    let metadata = cargo.current_dir(workspace.root()).args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Metadata = serde_json::from_str(&output_of(metadata)?).context("cargo metadata is not understood")?;
    Ok(metadata.packages)
}
