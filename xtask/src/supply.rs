//! `cargo xtask sbom` and `cargo xtask audit`: what a release is made of, and what is known against it.

use crate::cargo::cargo;
use crate::dist;
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

/// Packages that Rust's registry does not get, but the package for npm is made of.
const OF_NPM: [&str; 2] = ["bufwasm-web", "bufwasm-web-protos"];

/// Writes a bill of materials for each package that is released, by CycloneDX, into `target/sbom`: with what any system
/// needs.
pub(crate) fn write_sbom(workspace: &Workspace) -> Result<()> {
    let mut cyclonedx = Tools::of(workspace).cargo_command("cargo-cyclonedx", CARGO_CYCLONEDX)?;
    cyclonedx.current_dir(workspace.root()).args(["--format", "json", "--spec-version", "1.5", "--target", "all"]);
    // The same commit gives the same bills.
    cyclonedx.env("SOURCE_DATE_EPOCH", dist::date_of(workspace).to_string());
    run(cyclonedx.args(["--quiet"]))?;
    let sbom = workspace.target().join("sbom");
    if sbom.exists() {
        fs::remove_dir_all(&sbom).with_context(|| format!("cannot empty {}", sbom.display()))?;
    }
    fs::create_dir_all(&sbom).with_context(|| format!("cannot make {}", sbom.display()))?;
    for package in packages(workspace)? {
        // It writes one for every package of the workspace.
        let beside = package.manifest_path.with_file_name(format!("{}{SBOM}", package.name));
        let bill = fs::read_to_string(&beside).with_context(|| format!("cannot read {}", beside.display()))?;
        fs::remove_file(&beside).with_context(|| format!("cannot remove {}", beside.display()))?;
        if package.is_published() || OF_NPM.contains(&package.name.as_str()) {
            let kept = sbom.join(format!("{}{SBOM}", package.name));
            fs::write(&kept, released(&bill, workspace)).with_context(|| format!("cannot write {}", kept.display()))?;
            println!("{}", kept.display());
        }
    }
    Ok(())
}

/// The bill without the places at which the workspace's own packages lie on this machine.
fn released(bill: &str, workspace: &Workspace) -> String {
    let mut parts = bill.split("?download_url=file://");
    let first = parts.next().unwrap_or_default().to_owned();
    let bill = parts.fold(first, |bill, part| bill + part.trim_start_matches(|c| c != '"' && c != '#'));
    bill.replace(&format!("path+file://{}", workspace.root().display()), "path+file://")
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
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    manifest_path: PathBuf,
    /// The registries that it may go to; any, unless there is a list.
    publish: Option<Vec<String>>,
}

impl Package {
    /// Whether Rust's registry gets it.
    pub(crate) fn is_published(&self) -> bool {
        self.publish.is_none()
    }
}

/// The packages of the workspace.
pub(crate) fn packages(workspace: &Workspace) -> Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let mut cargo = cargo(workspace)?;
    let metadata = cargo.args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Metadata = serde_json::from_str(&output_of(metadata)?).context("cargo metadata is not understood")?;
    Ok(metadata.packages)
}
