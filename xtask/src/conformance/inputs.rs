//! What is compiled.

use super::encoded_set::{read_set, set_of};
use super::programs::{Programs, ended, failure};
use crate::files::{files_below, protos_below};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// Every so many-th file is drawn, unless told otherwise: with what they import, they are some 600.
pub(super) const EVERY: usize = 47;
/// How many files are compared then, at least.
const AT_LEAST: usize = 500;
/// Google's own types come with protoc: the package has older ones.
const GOOGLES_OWN: &str = "google/protobuf/";

/// Files of one directory.
pub(super) struct Input {
    pub(super) directory: PathBuf,
    /// Their names there, sorted.
    pub(super) files: Vec<String>,
}

/// Every `every`th file of google-proto-files that protoc takes, with all that they import, in a directory of their
/// own.
pub(super) fn sample(workspace: &Workspace, programs: &Programs, every: usize) -> Result<Input> {
    let package = Tools::of(workspace).npm().join("node_modules/google-proto-files");
    let names = protos_below(&package)?.into_iter().map(|path| name_below(&package, &path));
    let names = names.collect::<Result<Vec<_>>>()?;
    let mut drawn = Vec::new();
    for name in names.into_iter().filter(|name| !name.starts_with(GOOGLES_OWN)).step_by(every) {
        let mut protoc = programs.protoc(&package);
        protoc.arg("-I").arg(&programs.include).args(["-I.", "--descriptor_set_out=/dev/null", &name]);
        if failure(&mut protoc)?.is_none() {
            drawn.push(name);
        }
    }
    let directory = programs.room("protos")?;
    let files = copy_with_imports(programs, &package, &drawn, &directory)?;
    ensure!(every > EVERY || files.len() >= AT_LEAST, "{} files of google-proto-files are too few", files.len());
    Ok(Input { directory, files })
}

/// Copies the files `drawn` from, and all that they import; gives the names of all.
fn copy_with_imports(programs: &Programs, from: &Path, drawn: &[String], to: &Path) -> Result<Vec<String>> {
    let out = programs.scratch.join("closure.binpb");
    let mut protoc = programs.protoc(from);
    protoc.arg("-I").arg(&programs.include).args(["-I.", "--include_imports"]);
    let output = ended(set_of(&mut protoc, &out).args(drawn))?;
    ensure!(output.status.success(), "protoc: {}", String::from_utf8_lossy(&output.stderr));
    let mut names: Vec<_> = read_set(&out)?.into_iter().map(|(name, _)| name).collect();
    names.retain(|name| !name.starts_with(GOOGLES_OWN));
    names.sort();
    for name in &names {
        let target = to.join(name);
        let parent = target.parent().context("a file is in a directory")?;
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        fs::copy(from.join(name), &target).with_context(|| format!("cannot copy {name}"))?;
    }
    Ok(names)
}

/// The small inputs: this project's own, and those below the directories `more`.
pub(super) fn cases(workspace: &Workspace, more: &[PathBuf]) -> Result<Vec<Input>> {
    let own = workspace.root().join("codegen/tests/cases");
    let mut cases = Vec::new();
    for root in std::iter::once(&own).chain(more) {
        let root = root.canonicalize().with_context(|| format!("cannot find {}", root.display()))?;
        let files = files_below(&root)?.into_iter().filter(|path| path.file_name() == Some("a.proto".as_ref()));
        cases.extend(files.filter_map(|file| {
            Some(Input { directory: file.parent()?.to_owned(), files: vec!["a.proto".to_owned()] })
        }));
    }
    Ok(cases)
}

fn name_below(root: &Path, path: &Path) -> Result<String> {
    let name = path.strip_prefix(root)?.to_str();
    Ok(name.with_context(|| format!("{} is not Unicode", path.display()))?.to_owned())
}
