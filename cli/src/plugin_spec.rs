//! Which plugin to run with which parameter, as it is typed: `protoc-gen-x.wasm:opt=val,…`.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::plugin::{EXTENSION, generator_of};

/// A plugin and its parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PluginSpec {
    /// A path that ends in `.wasm`, or a name to look up.
    pub(crate) plugin: OsString,
    /// What comes after the colon; may be empty.
    pub(crate) parameter: String,
}

impl PluginSpec {
    /// Reads what was typed. A path may hold colons, and so may a parameter: the colon that counts is the first after
    /// `.wasm`, or the first at all if the plugin is a name, as it is where `OPT=` comes before `.wasm`.
    pub(crate) fn parse(typed: &str) -> Result<Self, String> {
        if let Some((name, parameter)) = typed.split_once(':')
            && Path::new(name).components().count() == 1
            && Path::new(name).extension() != Some(OsStr::new(EXTENSION))
            && parameter.split(".wasm").next().is_some_and(|option| option.contains('='))
        {
            return Ok(Self { plugin: name.into(), parameter: parameter.into() });
        }
        let whole_is_path = Path::new(typed).extension() == Some(OsStr::new(EXTENSION));
        let split = match typed.split_once(".wasm:") {
            Some((path, parameter)) => (format!("{path}.wasm"), parameter),
            None if whole_is_path => (typed.to_owned(), ""),
            None => {
                let (name, parameter) = typed.split_once(':').unwrap_or((typed, ""));
                (name.to_owned(), parameter)
            }
        };
        match split {
            (plugin, _) if plugin.is_empty() => Err("there is no plugin before the colon".into()),
            (plugin, parameter) => Ok(Self { plugin: plugin.into(), parameter: parameter.into() }),
        }
    }

    /// NAME and PATH of `protoc-gen-NAME=PATH`, as protoc names a plugin.
    pub(crate) fn assigned(&self) -> Option<(&str, &str)> {
        let (name, path) = self.plugin.to_str()?.split_once('=')?;
        Some((generator_of(name)?, path)).filter(|(_, path)| !path.is_empty())
    }

    /// The generator that this is by its own name: NAME of `protoc-gen-NAME`, whatever its directory and its ending.
    pub(crate) fn generator(&self) -> Option<String> {
        let file = Path::new(&self.plugin).file_name()?.to_str()?;
        let name = generator_of(file.strip_suffix(".wasm").unwrap_or(file))?;
        Some(name.to_owned()).filter(|name| !name.contains('='))
    }

    /// The same plugin with `more` options behind its own.
    pub(crate) fn with(&self, more: &str) -> Self {
        let all: Vec<_> = [&*self.parameter, more].into_iter().filter(|options| !options.is_empty()).collect();
        Self { plugin: self.plugin.clone(), parameter: all.join(",") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colon_after_the_plugin_counts() {
        for (typed, plugin, parameter) in [
            ("protoc-gen-go.wasm", "protoc-gen-go.wasm", ""),
            ("bin/protoc-gen-go.wasm:paths=source_relative", "bin/protoc-gen-go.wasm", "paths=source_relative"),
            ("a.wasm:x=1,y=C:\\z.wasm", "a.wasm", "x=1,y=C:\\z.wasm"),
            ("C:\\bin\\a.wasm:x", "C:\\bin\\a.wasm", "x"),
            ("a.wasm:", "a.wasm", ""),
            ("protoc-gen-go", "protoc-gen-go", ""),
            ("name:plugins=a.wasm:b", "name", "plugins=a.wasm:b"),
            ("name:plugins=a.wasm", "name", "plugins=a.wasm"),
            ("protoc-gen-go:Mx.proto=a:b", "protoc-gen-go", "Mx.proto=a:b"),
        ] {
            let expected = PluginSpec { plugin: plugin.into(), parameter: parameter.into() };
            assert_eq!(PluginSpec::parse(typed), Ok(expected), "{typed}");
        }
        assert!(PluginSpec::parse(":x").is_err());
    }

    #[test]
    fn plugins_are_named_as_with_protoc() {
        for (typed, assigned, generator) in [
            ("protoc-gen-x=./y.wasm", Some(("x", "./y.wasm")), None),
            ("protoc-gen-x=y.wasm:a=b", Some(("x", "y.wasm")), None),
            ("protoc-gen-x=", None, None),
            ("protoc-gen-=y", None, None),
            ("bin/protoc-gen-x.wasm", None, Some("x")),
            ("protoc-gen-x", None, Some("x")),
            ("x.wasm:y=z", None, None),
        ] {
            let spec = PluginSpec::parse(typed).unwrap();
            assert_eq!((spec.assigned(), spec.generator().as_deref()), (assigned, generator), "{typed}");
        }
    }
}
