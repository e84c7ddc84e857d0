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
const CARGO_AUDIT: &str = "0.22.2";

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

/// The workspace's lock file, and that of the fuzz targets.
const LOCK_FILES: [&str; 2] = ["Cargo.lock", "fuzz/Cargo.lock"];

/// Compares [`LOCK_FILES`] with the advisories in the directory `db`, a checkout of github.com/RustSec/advisory-db.
pub(crate) fn audit(workspace: &Workspace, db: &Path) -> Result<()> {
    // Each command runs in the checkout, which the user need not be in.
    let db = fs::canonicalize(db).with_context(|| format!("cannot read {}", db.display()))?;
    LOCK_FILES.iter().try_for_each(|lock_file| {
        let mut audit = Tools::of(workspace).cargo_command("cargo-audit", CARGO_AUDIT)?;
        audit.current_dir(workspace.root()).args(["--no-fetch", "--stale", "--db"]).arg(&db);
        run(audit.args(["--file", lock_file]))
    })
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
