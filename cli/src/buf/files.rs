//! The .proto files of a workspace's modules, by the names that imports use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::bucket::{Bucket, shown};
use super::workspace::Workspace;
use crate::failure::{Failure, Result, reason};
use bufwasm_codegen::{FindSource, ProtoError, Source};

/// All files of a workspace.
pub(super) struct ModuleFiles {
    /// Where they are.
    bucket: Bucket,
    by_name: BTreeMap<String, Vec<ModuleFile>>,
    /// Where what no module has is looked for.
    others: Box<dyn FindSource>,
}

struct ModuleFile {
    path: PathBuf,
    /// The full name of its module.
    module: Option<String>,
    /// Whether it is in a module that code is generated for.
    is_target: bool,
}

/// Which files code is generated for.
pub(super) struct Narrowed {
    /// Files or directories; all if there are none. All are absolute.
    pub(super) paths: Vec<PathBuf>,
    /// Files or directories of which none is.
    pub(super) exclude_paths: Vec<PathBuf>,
}

impl Narrowed {
    /// Checks that no path is a whole module of the `workspace`: that is for the input to say.
    ///
    /// # Errors
    ///
    /// One is.
    pub(super) fn check(&self, workspace: &Workspace) -> Result<()> {
        let is_module = |path: &&PathBuf| workspace.modules.iter().any(|module| module.directory == **path);
        let whole = |option: &str, path: &PathBuf| {
            let path = shown(path);
            Failure::usage(format!("{option} {path} is a whole module")).hint(format!("name {path} as the input"))
        };
        match (self.paths.iter().find(is_module), self.exclude_paths.iter().find(is_module)) {
            (Some(path), _) => Err(whole("--path", path)),
            (None, Some(path)) => {
                Err(whole("--exclude-path", path).hint("name the other modules as the input".to_owned()))
            }
            (None, None) => Ok(()),
        }
    }
}

impl ModuleFiles {
    /// The files of `workspace`, which is in `bucket`; what it does not have is looked for among the `others`.
    ///
    /// # Errors
    ///
    /// A directory is not there, or cannot be read.
    pub(super) fn find(workspace: &Workspace, bucket: Bucket, others: Box<dyn FindSource>) -> Result<Self> {
        let mut by_name = BTreeMap::<_, Vec<_>>::new();
        for module in &workspace.modules {
            for root in &module.roots {
                for path in bucket.protos_below(&root.directory)?.into_iter().filter(|path| root.holds(path)) {
                    let Some(name) = path.strip_prefix(&root.directory).ok().and_then(name_of) else { continue };
                    let (module_name, is_target) = (module.name.clone(), module.is_target);
                    by_name.entry(name).or_default().push(ModuleFile { path, module: module_name, is_target });
                }
            }
        }
        Ok(Self { bucket, by_name, others })
    }

    /// The names of the files to generate code for, sorted.
    ///
    /// # Errors
    ///
    /// There is none, or two have one name.
    pub(super) fn targets(&self, narrowed: &Narrowed) -> Result<Vec<String>> {
        let below = |path: &Path, of: &[PathBuf]| of.iter().any(|directory| path.starts_with(directory));
        let is_target = |file: &ModuleFile| {
            let is_wanted = narrowed.paths.is_empty() || below(&file.path, &narrowed.paths);
            file.is_target && is_wanted && !below(&file.path, &narrowed.exclude_paths)
        };
        let targets = self.by_name.iter().filter(|(_, files)| files.iter().any(is_target));
        let names = targets.map(|(name, files)| match two_of(name, files) {
            Some(error) => Err(Failure::from(vec![error])),
            None => Ok(name.clone()),
        });
        let names = names.collect::<Result<Vec<_>>>()?;
        if names.is_empty() {
            let hint = "the input may hold no .proto file, --path may lead nowhere, or --exclude-path leave nothing";
            return Err(Failure::usage("there is no .proto file to generate code for").hint(hint.to_owned()));
        }
        Ok(names)
    }

    /// The names of `target`, and of all files of its package and its module.
    pub(super) fn with_package(&self, targets: Vec<String>) -> Vec<String> {
        let package = |file: &ModuleFile| {
            let text = self.bucket.read(&file.path).unwrap_or_default();
            bufwasm_codegen::package_of(&text)
        };
        let first = |name: &String| self.by_name.get(name).and_then(|files| files.first());
        let mut names: BTreeSet<_> = targets.iter().cloned().collect();
        for target in targets.iter().filter_map(first) {
            let wanted = package(target);
            let same = |file: &&ModuleFile| file.module == target.module && package(file) == wanted;
            names.extend(
                self.by_name
                    .iter()
                    .filter(|(_, files)| files.first().filter(same).is_some())
                    .map(|(name, _)| name.clone()),
            );
        }
        names.into_iter().collect()
    }

    /// The full names of the modules that files are part of, as far as they have names.
    pub(super) fn modules(&self) -> BTreeMap<String, String> {
        let named = self.by_name.iter().filter_map(|(name, files)| Some((name, files.first()?.module.clone()?)));
        named.map(|(name, module)| (name.clone(), module)).collect()
    }
}

/// The name of the file at the relative `path`.
fn name_of(path: &Path) -> Option<String> {
    let parts = path.components().map(|part| part.as_os_str().to_str());
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

/// The mistake if several `files` are called `name`.
fn two_of(name: &str, files: &[ModuleFile]) -> Option<ProtoError> {
    let [first, second, ..] = files else { return None };
    let (first, second) = (shown(&first.path), shown(&second.path));
    let message = format!("there are two files of this name: {first} and {second}");
    Some(ProtoError { file: Some(name.into()), position: None, message })
}

impl FindSource for ModuleFiles {
    fn find(&self, name: &str) -> std::result::Result<Option<Source>, ProtoError> {
        let Some(files) = self.by_name.get(name) else { return self.others.find(name) };
        if let Some(error) = two_of(name, files) {
            return Err(error);
        }
        let Some(file) = files.first() else { return Ok(None) };
        let shown = shown(&file.path);
        self.bucket.read(&file.path).map(|text| Some(Source { text, shown: shown.clone() })).map_err(|error| {
            let message = format!("cannot be read: {}", reason(&error));
            ProtoError { file: Some(shown), position: None, message }
        })
    }
}
