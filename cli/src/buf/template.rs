//! buf.gen.yaml: which plugins are asked about what, and what becomes of their answers.

mod input;
mod managed;
mod plugin;

use std::fs;
use std::path::Path;

use bufwasm_codegen::managed::Managed;

pub(super) use input::{InputConfig, Kind};
pub(super) use plugin::{PluginConfig, Program};

use super::fields::Fields;
use super::yaml;
use crate::failure::{Failure, Result};

/// The file that is read unless another is named.
pub(crate) const TEMPLATE: &str = "buf.gen.yaml";

/// What buf.gen.yaml says, whatever its version.
pub(super) struct Template {
    pub(super) plugins: Vec<PluginConfig>,
    pub(super) inputs: Vec<InputConfig>,
    /// The rules of managed mode, if it is on.
    pub(super) managed: Option<Managed>,
    /// Whether there are rules of managed mode, and it is off.
    pub(super) has_idle_rules: bool,
    /// The types to generate code for; all if there are none.
    pub(super) types: Vec<String>,
    /// Whether directories and archives are to hold nothing but what is generated.
    pub(super) clean: bool,
}

/// The versions that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V1Beta1,
    V1,
    V2,
}

impl Template {
    /// The template that `--template` names or is; the file in the working directory without one.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is not right.
    pub(super) fn find(named: Option<&str>) -> Result<Self> {
        let read = |path: &str| fs::read(path).map_err(|error| Failure::io("read", Path::new(path), &error));
        match named {
            None => Self::parse(TEMPLATE, &read(TEMPLATE)?),
            Some(path) if [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending)) => {
                Self::parse(path, &read(path)?)
            }
            Some(text) => Self::parse("--template", text.as_bytes()).map_err(|failure| {
                let hint = "the name of a template's file ends with .yaml, .yml or .json";
                if text.contains(':') { failure } else { failure.hint(hint.to_owned()) }
            }),
        }
    }

    fn parse(file: &str, bytes: &[u8]) -> Result<Self> {
        let root = yaml::parse(file, bytes)?;
        let version = version(&root.open("a template")?)?;
        let known: &[&str] = match version {
            Version::V1Beta1 => &["version", "managed", "plugins", "options"],
            Version::V1 => &["version", "managed", "plugins", "types"],
            Version::V2 => &["version", "managed", "clean", "plugins", "inputs"],
        };
        let fields = root.fields("a template of this version", known)?;
        let read = match version {
            Version::V2 => PluginConfig::v2,
            _ => PluginConfig::v1,
        };
        let plugins = fields.items("plugins")?.iter().map(read).collect::<Result<Vec<_>>>()?;
        if plugins.is_empty() && version != Version::V2 {
            return Err(fields.wrong("plugins", "there has to be at least one plugin"));
        }
        let inputs = fields.items("inputs")?.iter().map(InputConfig::read).collect::<Result<_>>()?;
        let types = match fields.node("types") {
            Some(node) => node.fields("types", &["include"])?.texts("include")?,
            None => Vec::new(),
        };
        let (is_on, rules) = match (version, fields.node("managed")) {
            (Version::V1Beta1, _) => managed::v1beta1(&fields)?,
            (_, None) => (false, Managed::default()),
            (Version::V1, Some(node)) => managed::v1(node)?,
            (Version::V2, Some(node)) => managed::v2(node)?,
        };
        let has_idle_rules = !is_on && rules != Managed::default();
        let managed = is_on.then_some(rules);
        Ok(Self { plugins, inputs, managed, has_idle_rules, types, clean: fields.flag("clean")? })
    }
}

fn version(fields: &Fields<'_>) -> Result<Version> {
    match fields.text("version")? {
        Some("v1beta1") => Ok(Version::V1Beta1),
        Some("v1") => Ok(Version::V1),
        Some("v2") => Ok(Version::V2),
        Some(other) => Err(fields.wrong("version", format!("there is no version {other}: it is v2, v1 or v1beta1"))),
        None => Err(fields.place.wrong("the version is missing").hint("add `version: v2`".to_owned())),
    }
}
