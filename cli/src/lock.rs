//! `bufwasm.lock`: which plugins and which compiler code is generated with, by their digests.

mod args;
mod command;
mod version;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bufwasm::ErrorKind;
use bufwasm_inspect::sha256;
use serde::{Deserialize, Serialize};

use crate::compile::Chosen;
use crate::failure::{Failure, Result};
use crate::plugin::Plugin;

pub(crate) use args::{LockArgs, LockCommandArgs};
pub(crate) use command::lock;
use version::of_module;

/// What the file says first.
const HEAD: &str = "\
# The plugins and the compiler that code is generated with. `bufwasm lock` writes this file, and with `--locked`,
# what is not as it stands here is refused.

";
/// The version of the format.
const FORMAT: u32 = 1;

/// What is in the file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    version: u32,
    #[serde(default, rename = "plugin", skip_serializing_if = "Vec::is_empty")]
    plugins: Vec<Entry>,
    #[serde(default, rename = "compiler", skip_serializing_if = "Vec::is_empty")]
    compilers: Vec<Entry>,
}

/// A plugin or a compiler.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    /// As far as it is known: for people, unless there is no digest.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// The module's digest, in hexadecimal. The compiler that is part of bufwasm has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

/// A lock that was read.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    contents: Contents,
}

impl LockArgs {
    /// The lock that is asked for.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be read.
    pub(crate) fn read(&self) -> Result<Option<Lock>> {
        self.locked.as_deref().map(Lock::read).transpose()
    }
}

impl Lock {
    /// Reads the lock in the file at `path`.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be read.
    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|error| {
            let hint = (error.kind() == io::ErrorKind::NotFound).then(|| "`bufwasm lock` writes it".to_owned());
            Failure::io("read", path, &error).hint(hint)
        })?;
        let contents = Contents::parse(&text).map_err(|why| {
            Failure::new(ErrorKind::Usage, format_args!("{}: {why}", path.display()))
                .hint("`bufwasm lock` writes it anew".to_owned())
        })?;
        Ok(Self { path: path.into(), contents })
    }

    /// Checks that `plugin` is one that is locked.
    ///
    /// # Errors
    ///
    /// It is not.
    pub(crate) fn allows(&self, plugin: &Plugin) -> Result<()> {
        let shown = plugin.path.display().to_string();
        self.compare("plugin", &self.contents.plugins, &plugin.name, &shown, &Entry::of(plugin))
    }

    /// Checks that `compiler` is the one that is locked.
    ///
    /// # Errors
    ///
    /// It is not.
    pub(crate) fn allows_compiler(&self, compiler: &Chosen) -> Result<()> {
        let shown = match compiler {
            Chosen::Protoc(plugin) => plugin.path.display().to_string(),
            Chosen::BuiltIn => "this one".to_owned(),
        };
        self.compare("compiler", &self.contents.compilers, compiler.name(), &shown, &Entry::of_compiler(compiler, None))
    }

    fn compare(&self, what: &str, entries: &[Entry], name: &str, shown: &str, found: &Entry) -> Result<()> {
        let lock = self.path.display();
        let same_name: Vec<_> = entries.iter().filter(|entry| entry.name == name).collect();
        let is_same = |entry: &&Entry| match &entry.sha256 {
            Some(digest) => Some(digest) == found.sha256.as_ref(),
            None => found.sha256.is_none() && entry.version == found.version,
        };
        if same_name.iter().any(is_same) {
            return Ok(());
        }
        let Some(locked) = same_name.first() else {
            let others = entries.iter().map(|entry| &*entry.name).collect::<Vec<_>>().join(", ");
            let others = if others.is_empty() { "none".to_owned() } else { others };
            let failure = Failure::usage(format_args!("the {what} {name} is not in {lock}, which has {others}"));
            return Err(failure.hint("`bufwasm lock` with all that is used writes it anew".to_owned()));
        };
        let message = format!(
            "the {what} {name} is not the one in {lock}: {shown} is {}, and the lock has {}",
            found.identity(),
            locked.identity()
        );
        Err(Failure::usage(message).hint(format!(
            "put the {what} that is locked in its place, or if this one is right, lock it with `bufwasm lock`"
        )))
    }
}

impl Contents {
    fn parse(text: &str) -> std::result::Result<Self, String> {
        let contents: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            format!("{place}{}", error.message())
        })?;
        if contents.version != FORMAT {
            return Err(format!("it is of version {}, and this release of bufwasm knows {FORMAT}", contents.version));
        }
        for Entry { name, version, sha256 } in contents.plugins.iter().chain(&contents.compilers) {
            let is_digest =
                |text: &String| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if !sha256.iter().all(is_digest) {
                return Err(format!("the sha256 of {name} is not 64 hexadecimal digits"));
            }
            if sha256.is_none() && version.is_none() {
                return Err(format!("{name} has neither a sha256 nor a version"));
            }
        }
        Ok(contents)
    }

    /// The file: the same for the same entries, in whatever order they came.
    fn into_text(mut self) -> String {
        for entries in [&mut self.plugins, &mut self.compilers] {
            entries.sort();
            entries.dedup();
        }
        // Strings and numbers always make TOML.
        HEAD.to_owned() + &toml::to_string(&self).unwrap_or_default()
    }
}

impl Entry {
    fn of(plugin: &Plugin) -> Self {
        Self { name: plugin.name.clone(), version: of_module(&plugin.wasm), sha256: Some(sha256(&plugin.wasm)) }
    }

    /// The compiler, which says that it is of `version`.
    fn of_compiler(compiler: &Chosen, version: Option<String>) -> Self {
        match compiler {
            Chosen::Protoc(plugin) => Self { version, ..Self::of(plugin) },
            Chosen::BuiltIn => Self {
                name: compiler.name().into(),
                version: Some(format!("bufwasm {}", env!("CARGO_PKG_VERSION"))),
                sha256: None,
            },
        }
    }

    /// What tells it from others of its name.
    fn identity(&self) -> String {
        match (&self.sha256, &self.version) {
            (Some(digest), Some(version)) => format!("sha256 {digest} ({version})"),
            (Some(digest), None) => format!("sha256 {digest}"),
            (None, version) => version.clone().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, digit: &str) -> Entry {
        Entry { name: name.into(), version: None, sha256: Some(digit.repeat(64)) }
    }

    #[test]
    fn what_is_written_is_read_and_has_one_order() {
        let contents = |plugins: Vec<Entry>| Contents { version: FORMAT, plugins, compilers: Vec::new() };
        let text = contents(vec![entry("b", "1"), entry("a", "2"), entry("b", "1")]).into_text();
        assert_eq!(text, contents(vec![entry("a", "2"), entry("b", "1")]).into_text());
        assert_eq!(Contents::parse(&text), Ok(contents(vec![entry("a", "2"), entry("b", "1")])));
        assert!(text.is_ascii() && text.lines().all(|line| line.len() <= 120));
    }

    #[test]
    fn what_is_no_lock_is_told_with_its_line() {
        let digest = "0".repeat(64);
        for (text, why) in [
            ("", "missing field `version`".to_owned()),
            ("version = 2", "it is of version 2, and this release of bufwasm knows 1".into()),
            ("version = 1\nmore = 1", "line 2: unknown field `more`".into()),
            ("version = 1\n[[plugin]]\nname = \"a\"", "a has neither a sha256 nor a version".into()),
            (
                "version = 1\n[[plugin]]\nname = \"a\"\nsha256 = \"0A\"",
                "the sha256 of a is not 64 hexadecimal digits".into(),
            ),
            ("version = 1\n[[plugin]]\nname = \"a\"\npath = \"a\"", "line 4: unknown field `path`".into()),
            ("version = 1\n\n[[plugin", "line 3: ".into()),
        ] {
            let error = Contents::parse(text).unwrap_err();
            assert!(error.contains(&why), "{text:?}: {error}");
        }
        assert!(Contents::parse(&format!("version = 1\n[[plugin]]\nname = \"a\"\nsha256 = \"{digest}\"")).is_ok());
    }
}
