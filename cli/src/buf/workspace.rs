//! The modules that an input is made of: buf.yaml of any version, and buf.work.yaml.

mod config;

use std::path::{Component, Path, PathBuf};

use self::config::{Config, Workspaces};
pub(super) use self::config::{MODULE_FILE, WORKSPACE_FILE};
use super::bucket::{Bucket, shown};
use super::yaml::Place;
use crate::failure::{Failure, Result};

/// Modules that see each other's files.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) modules: Vec<Module>,
    /// Modules of a registry that these need, and where that is written.
    pub(super) deps: Vec<(Place, String)>,
}

/// A directory of .proto files.
#[derive(Debug)]
pub(super) struct Module {
    /// Where it is; absolute.
    pub(super) directory: PathBuf,
    /// Its full name, such as `buf.build/acme/weather`.
    pub(super) name: Option<String>,
    pub(super) roots: Vec<Root>,
    /// Whether code is generated for its files, unless these are narrowed down.
    pub(super) is_target: bool,
}

/// A directory that names of files begin in. All paths are absolute.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) directory: PathBuf,
    /// Files lie below one of these, if there are any.
    pub(super) includes: Vec<PathBuf>,
    /// Files lie below none of these.
    pub(super) excludes: Vec<PathBuf>,
}

impl Root {
    /// Whether the file at `path`, which lies in here, is part of the module.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let below = |directory: &PathBuf| path.starts_with(directory);
        (self.includes.is_empty() || self.includes.iter().any(below)) && !self.excludes.iter().any(below)
    }
}

/// What modules are looked for.
pub(super) struct Wanted<'a> {
    /// Where the input is.
    pub(super) bucket: &'a Bucket,
    /// The directory that is the input; absolute.
    pub(super) input: &'a Path,
    /// Whether it is only that of the file that is the input.
    pub(super) is_of_file: bool,
    /// What stands in the place of a buf.yaml: a file, or what it would hold.
    pub(super) config: Option<&'a str>,
}

impl Workspace {
    /// The modules that the input is part of: as the nearest buf.work.yaml or buf.yaml of version v2 above it says, or else the
    /// one module that it is.
    ///
    /// # Errors
    ///
    /// A file is not right, or the input holds no module.
    pub(super) fn find(wanted: &Wanted<'_>) -> Result<Self> {
        let Wanted { bucket, input, is_of_file, config } = *wanted;
        if let Some(config) = config {
            return Ok(Config::given(config, input)?.into_workspace(|_| true));
        }
        let targets = |module: &Path| is_of_file || module.starts_with(input);
        for directory in bucket.ancestors(input) {
            let (workspaces, config) = (Workspaces::read(bucket, directory)?, Config::read(bucket, directory)?);
            if workspaces.is_some() && config.is_some() {
                let message = format!("there are {WORKSPACE_FILE} and {MODULE_FILE} in {}", directory.display());
                return Err(Failure::usage(message).hint("a workspace is described by one of them".to_owned()));
            }
            if let Some(config) = config.filter(|config| config.is_v2 && config.is_about(input)) {
                return config.into_workspace(targets).with_target(input);
            }
            if let Some(workspaces) = workspaces.filter(|workspaces| workspaces.is_about(input)) {
                return workspaces.into_workspace(bucket, targets)?.with_target(input);
            }
        }
        let config =
            bucket.ancestors(input).map(|directory| Config::read(bucket, directory)).find_map(Result::transpose);
        let config = config.unwrap_or_else(|| Ok(Config::default_of(input)))?;
        config.into_workspace(targets).with_target(input)
    }

    /// The workspace, if code is to be generated for one of its modules.
    fn with_target(self, input: &Path) -> Result<Self> {
        if self.modules.iter().any(|module| module.is_target) {
            return Ok(self);
        }
        let shown = shown(input);
        match self.modules.iter().find(|module| input.starts_with(&module.directory)) {
            Some(module) => {
                let (message, module) =
                    (format!("{shown} is only a part of a module"), super::bucket::shown(&module.directory));
                Err(Failure::usage(message).hint(format!("the module is {module}: name that, and --path {shown}")))
            }
            None => Err(Failure::usage(format!("there is no module in {shown}"))),
        }
    }
}

/// The path from the root of the file system, without parts that are dots.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut clean = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => _ = clean.pop(),
            Component::CurDir => {}
            part => clean.push(part),
        }
    }
    clean
}
