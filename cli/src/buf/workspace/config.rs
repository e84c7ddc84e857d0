//! buf.yaml and buf.work.yaml, read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Module, Root, Workspace, absolute, shown};
use crate::buf::bucket::Bucket;
use crate::buf::fields::Fields;
use crate::buf::yaml::{self, Place};
use crate::failure::{Failure, Result};

pub(in crate::buf) const MODULE_FILE: &str = "buf.yaml";
pub(in crate::buf) const WORKSPACE_FILE: &str = "buf.work.yaml";

/// What a buf.yaml says.
pub(super) struct Config {
    pub(super) is_v2: bool,
    /// The directory that its paths begin in.
    directory: PathBuf,
    modules: Vec<Module>,
    deps: Vec<(Place, String)>,
}

/// What a buf.work.yaml says: directories of modules, of which each has its own buf.yaml.
pub(super) struct Workspaces {
    directory: PathBuf,
    modules: Vec<PathBuf>,
}

/// The document in the file `name` of `directory`, and what the file is called.
fn open(bucket: &Bucket, directory: &Path, name: &str) -> Result<Option<yaml::Node>> {
    let path = directory.join(name);
    match bucket.read(&path) {
        Ok(bytes) => yaml::parse(&shown(&path), &bytes).map(Some),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Failure::io("read", &path, &error)),
    }
}

impl Workspaces {
    pub(super) fn read(bucket: &Bucket, directory: &Path) -> Result<Option<Self>> {
        let Some(root) = open(bucket, directory, WORKSPACE_FILE)? else { return Ok(None) };
        let fields = root.fields("a workspace", &["version", "directories"])?;
        if fields.text("version")? != Some("v1") {
            return Err(fields.wrong("version", "the version of a buf.work.yaml is v1"));
        }
        let paths = fields.texts("directories")?;
        let modules = paths.iter().map(|path| below(directory, path, &fields, "directories"));
        let modules = modules.collect::<Result<Vec<_>>>()?;
        if modules.is_empty() {
            return Err(fields.wrong("directories", "there has to be at least one directory"));
        }
        for (at, outer) in modules.iter().enumerate() {
            if let Some((_, inner)) =
                modules.iter().enumerate().find(|(other, module)| *other != at && module.starts_with(outer))
            {
                let message = format!("{} contains {}, and modules lie beside each other", shown(outer), shown(inner));
                return Err(fields.wrong("directories", message));
            }
        }
        Ok(Some(Self { directory: directory.into(), modules }))
    }

    /// Whether the `input` is the workspace, or in one of its modules.
    pub(super) fn is_about(&self, input: &Path) -> bool {
        self.directory == input || self.modules.iter().any(|module| input.starts_with(module))
    }

    pub(super) fn into_workspace(self, bucket: &Bucket, targets: impl Fn(&Path) -> bool) -> Result<Workspace> {
        let mut workspace = Workspace::default();
        for directory in self.modules {
            let config = Config::read(bucket, &directory)?.unwrap_or_else(|| Config::default_of(&directory));
            if config.is_v2 {
                let message = format!("{} is of version v2", shown(&directory.join(MODULE_FILE)));
                return Err(Failure::usage(message).hint("modules of a buf.work.yaml are of version v1".to_owned()));
            }
            let Workspace { modules, deps } = config.into_workspace(&targets);
            workspace.modules.extend(modules);
            workspace.deps.extend(deps);
        }
        Ok(workspace)
    }
}

impl Config {
    /// What holds where there is no buf.yaml: the directory is a module.
    pub(super) fn default_of(directory: &Path) -> Self {
        let modules = vec![module(directory, None, vec![root(directory, Vec::new(), Vec::new())])];
        Self { is_v2: false, directory: directory.into(), modules, deps: Vec::new() }
    }

    /// That in `directory`, if there is one.
    pub(super) fn read(bucket: &Bucket, directory: &Path) -> Result<Option<Self>> {
        let root = open(bucket, directory, MODULE_FILE)?;
        root.map(|root| Self::parse(&root, directory)).transpose()
    }

    /// The file `given`, or the text that is it; its paths begin in `directory`.
    pub(super) fn given(given: &str, directory: &Path) -> Result<Self> {
        let is_file = [".yaml", ".yml", ".json"].iter().any(|ending| given.ends_with(ending));
        let root = match is_file {
            true => {
                let read = fs::read(given).map_err(|error| Failure::io("read", Path::new(given), &error));
                yaml::parse(given, &read?)?
            }
            false => yaml::parse("--config", given.as_bytes())?,
        };
        Self::parse(&root, directory)
    }

    fn parse(root: &yaml::Node, directory: &Path) -> Result<Self> {
        const OF_BOTH: [&str; 5] = ["version", "name", "deps", "lint", "breaking"];
        let version = root.open("a buf.yaml")?;
        let (is_v2, more): (_, &[&str]) = match version.text("version")? {
            None | Some("v1beta1" | "v1") => (false, &["build"]),
            Some("v2") => (true, &["modules", "plugins", "policies"]),
            Some(other) => {
                let message = format!("there is no version {other}: it is v2, v1 or v1beta1");
                return Err(version.wrong("version", message));
            }
        };
        let fields = root.fields("a buf.yaml of this version", &[&OF_BOTH[..], more].concat())?;
        let modules = if is_v2 { modules(&fields, directory)? } else { vec![v1(&fields, directory)?] };
        let deps = fields.items("deps")?.iter().map(|dep| Ok((dep.place.clone(), dep.text("deps")?.to_owned())));
        Ok(Self { is_v2, directory: directory.into(), modules, deps: deps.collect::<Result<_>>()? })
    }

    /// Whether the `input` is the workspace, in one of its modules, or around one.
    pub(super) fn is_about(&self, input: &Path) -> bool {
        let related = |module: &Module| input.starts_with(&module.directory) || module.directory.starts_with(input);
        self.directory == input || self.modules.iter().any(related)
    }

    /// Its modules, of which those are targets that `targets` says are.
    pub(super) fn into_workspace(self, targets: impl Fn(&Path) -> bool) -> Workspace {
        let modules = self.modules.into_iter().map(|module| {
            let is_target = targets(&module.directory);
            Module { is_target, ..module }
        });
        Workspace { modules: modules.collect(), deps: self.deps }
    }
}

/// The modules of a buf.yaml of version v2.
fn modules(fields: &Fields<'_>, directory: &Path) -> Result<Vec<Module>> {
    let name = fields.text("name")?.map(ToOwned::to_owned);
    let listed = fields.items("modules")?;
    if listed.is_empty() {
        return Ok(vec![module(directory, name, vec![root(directory, Vec::new(), Vec::new())])]);
    }
    let modules = listed.iter().map(|node| {
        let fields = node.fields("a module", &["path", "name", "includes", "excludes", "lint", "breaking"])?;
        let place = below(directory, fields.text("path")?.unwrap_or("."), &fields, "path")?;
        let inside = |field: &'static str| -> Result<Vec<PathBuf>> {
            let paths = fields.texts(field)?.into_iter().map(|path| {
                let inner = below(directory, &path, &fields, field)?;
                match inner != place && inner.starts_with(&place) {
                    true if !path.ends_with(".proto") => Ok(inner),
                    true => Err(fields.wrong(field, format!("{path} is a file, and {field} are directories"))),
                    false => Err(fields.wrong(field, format!("{path} is no directory inside {}", shown(&place)))),
                }
            });
            paths.collect()
        };
        let root = root(&place, inside("includes")?, inside("excludes")?);
        Ok(module(&place, fields.text("name")?.map(ToOwned::to_owned), vec![root]))
    });
    modules.collect()
}

/// The one module of a buf.yaml of version v1 or v1beta1.
fn v1(fields: &Fields<'_>, directory: &Path) -> Result<Module> {
    let is_v1 = fields.text("version")? == Some("v1");
    let known: &[&str] = if is_v1 { &["excludes"] } else { &["roots", "excludes"] };
    let name = fields.text("name")?.map(ToOwned::to_owned);
    let Some(build) = fields.node("build") else {
        return Ok(module(directory, name, vec![root(directory, Vec::new(), Vec::new())]));
    };
    let build = build.fields("build", known)?;
    let paths = |field: &str| -> Result<Vec<PathBuf>> {
        build.texts(field)?.iter().map(|path| below(directory, path, &build, field)).collect()
    };
    let (mut roots, excludes) = (paths("roots")?, paths("excludes")?);
    if roots.is_empty() {
        roots.push(directory.into());
    }
    for exclude in &excludes {
        if !roots.iter().any(|root| exclude != root && exclude.starts_with(root)) {
            return Err(build.wrong("excludes", format!("{} is not inside a root", shown(exclude))));
        }
    }
    let roots = roots.iter().map(|place| root(place, Vec::new(), excludes.clone()));
    Ok(module(directory, name, roots.collect()))
}

fn module(directory: &Path, name: Option<String>, roots: Vec<Root>) -> Module {
    Module { directory: directory.into(), name, roots, is_target: false }
}

fn root(directory: &Path, includes: Vec<PathBuf>, excludes: Vec<PathBuf>) -> Root {
    Root { directory: directory.into(), includes, excludes }
}

/// The path that stands in the `field`, which may not lead out of `directory`.
fn below(directory: &Path, path: &str, fields: &Fields<'_>, field: &str) -> Result<PathBuf> {
    let whole = absolute(&directory.join(path));
    match whole.starts_with(directory) && !path.starts_with('/') {
        true => Ok(whole),
        false => Err(fields.wrong(field, format!("{path} leads out of the directory of this file"))),
    }
}
