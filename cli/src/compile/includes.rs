//! .proto files of the file system, as protoc finds them.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use bufwasm_codegen::{FindSource, ProtoError, Source};

use super::not_there;
use crate::failure::{Failure, Result, reason};
use crate::message;

/// A directory to look for .proto files in, as it is typed: `DIR`, or `VIRTUAL=DIR` for what imports call `VIRTUAL/…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Include {
    /// What names begin with; empty, or without a slash at its ends.
    prefix: String,
    directory: PathBuf,
}

impl Include {
    /// The directory itself.
    fn of(directory: &Path) -> Self {
        Self { prefix: String::new(), directory: directory.into() }
    }

    /// Reads one that was typed.
    fn parse(typed: &Path) -> Self {
        match typed.to_str().and_then(|text| text.split_once('=')) {
            Some((prefix, directory)) if !directory.is_empty() => {
                Self { prefix: prefix.trim_matches('/').into(), directory: directory.into() }
            }
            _ => Self::of(typed),
        }
    }

    /// Where the file lies that imports call `name`, if it lies in here.
    fn place(&self, name: &str) -> Option<PathBuf> {
        let below = match &*self.prefix {
            "" => name,
            prefix => name.strip_prefix(prefix)?.strip_prefix('/')?,
        };
        // Any other part would leave the directory, or give a file two names; protoc refuses them, too.
        let is_plain = below.split('/').all(|part| !matches!(part, "" | "." | "..")) && !below.contains('\\');
        is_plain.then(|| clean(&self.directory).join(below))
    }

    /// What imports call the file at `path`, if it lies in here.
    fn name(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(clean(&self.directory)).ok()?;
        let names = below.components().map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        });
        // A file that is named as a directory is not below itself.
        let below = names.collect::<Option<Vec<_>>>().filter(|names| !names.is_empty())?.join("/");
        let prefixed = || format!("{}/{below}", self.prefix);
        Some(if self.prefix.is_empty() { below } else { prefixed() })
    }
}

/// All directories to look in, in their order.
#[derive(Debug)]
pub(crate) struct Includes(Vec<Include>);

impl Includes {
    /// The directories that were typed, several of them joined as in `PATH`; the working directory if there are none. As with
    /// protoc, one that is not there is no mistake, and a warning says so.
    pub(crate) fn new(typed: &[PathBuf]) -> Self {
        let split = typed.iter().flat_map(std::env::split_paths).filter(|path| !path.as_os_str().is_empty());
        let mut includes: Vec<_> = split.map(|path| Include::parse(&path)).collect();
        for Include { directory, .. } in includes.iter().filter(|include| !include.directory.is_dir()) {
            let message = "warning: directory does not exist.".into();
            message::warning(&ProtoError { file: Some(directory.display().to_string()), position: None, message });
        }
        if includes.is_empty() {
            includes.push(Include::of(Path::new(".")));
        }
        Self(includes)
    }

    /// No directory: all files come from elsewhere.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// The one directory `directory`.
    pub(crate) fn below(directory: &Path) -> Self {
        Self(vec![Include::of(directory)])
    }

    /// All of them.
    pub(crate) fn directories(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|include| &*include.directory)
    }

    /// What imports call the file that was typed as `typed`: a path below one of the directories, or a name relative to one.
    ///
    /// # Errors
    ///
    /// There is no such file, it lies in none of the directories, or another file hides it.
    pub(crate) fn name_of(&self, typed: &Path) -> Result<String> {
        let named = || typed.to_str().filter(|name| self.locate(name).is_some()).map(ToOwned::to_owned);
        if !typed.is_file() {
            return named().ok_or_else(|| no_file(typed));
        }
        let Some(name) = self.lexical(typed).or_else(|| self.canonical(typed)) else {
            return named().ok_or_else(|| match typed.to_str() {
                Some(_) => {
                    let hint = "name its directory, or one above it, with -I";
                    not_there(typed, "the file is in no include directory").hint(hint.to_owned())
                }
                None => not_there(typed, "its name is not valid UTF-8, as a .proto file's must be"),
            });
        };
        match self.locate(&name) {
            Some(found) if !same_file(&found, typed) => {
                let message = format!("{} has the same name, and is found before it", found.display());
                Err(not_there(typed, &message).hint("put the -I of the file first".to_owned()))
            }
            _ => Ok(name),
        }
    }

    fn lexical(&self, typed: &Path) -> Option<String> {
        let typed = clean(typed);
        self.0.iter().find_map(|include| include.name(&typed))
    }

    /// The same when directory or file are spelled in another way, which protoc does not see through.
    fn canonical(&self, typed: &Path) -> Option<String> {
        let typed = typed.canonicalize().ok()?;
        let canonical = |include: &Include| {
            Include { directory: include.directory.canonicalize().ok()?, ..include.clone() }.name(&typed)
        };
        self.0.iter().find_map(canonical)
    }

    /// The first file that imports may call `name`.
    fn locate(&self, name: &str) -> Option<PathBuf> {
        self.0.iter().filter_map(|include| include.place(name)).find(|path| path.is_file())
    }
}

impl FindSource for Includes {
    fn find(&self, name: &str) -> std::result::Result<Option<Source>, ProtoError> {
        let Some(path) = self.locate(name) else { return Ok(None) };
        let shown = path.display().to_string();
        match read(&path) {
            Ok(text) => Ok(Some(Source { text, shown })),
            Err(error) => {
                let message = format!("cannot be read: {}", reason(&error));
                Err(ProtoError { file: Some(shown), position: None, message })
            }
        }
    }
}

/// The most that a .proto file has, in bytes: its places are numbers of 31 bits.
const MOST: u64 = i32::MAX as u64;

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > MOST {
        return Err(io::Error::other("it has 2 GiB or more, and .proto files have less"));
    }
    fs::read(path)
}

/// Why what was typed as `typed` is no file to compile.
fn no_file(typed: &Path) -> Failure {
    match fs::metadata(typed) {
        Ok(found) if found.is_dir() => {
            let hint = "name the .proto files in it, or generate by a buf.gen.yaml";
            not_there(typed, "it is a directory").hint(hint.to_owned())
        }
        Ok(_) => not_there(typed, "it is not a regular file"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => not_there(typed, "no such file"),
        Err(error) => not_there(typed, &reason(&error)),
    }
}

/// The path without parts that are a single dot: `./a//b` is `a/b`.
fn clean(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

fn same_file(a: &Path, b: &Path) -> bool {
    clean(a) == clean(b) || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, names: &[&str]) {
        for name in names {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, *name).unwrap();
        }
    }

    #[test]
    fn files_are_named_by_the_directory_they_lie_in() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), &["p/a.proto", "p/q/b.proto", "r/a.proto", "c.proto"]);
        let at = |path: &str| root.path().join(path);
        let includes = Includes::new(&[at("p"), at("r")]);
        let name = |path: PathBuf| includes.name_of(&path).map_err(|failure| failure.message);
        assert_eq!(name(at("p/a.proto")), Ok("a.proto".into()));
        assert_eq!(name(at("p/./q//b.proto")), Ok("q/b.proto".into()));
        assert_eq!(name(at("p/q/../a.proto")), Ok("a.proto".into()), "spelled in another way");
        assert_eq!(name("q/b.proto".into()), Ok("q/b.proto".into()), "a name, not a path");
        assert!(name(at("r/a.proto")).unwrap_err().contains("has the same name, and is found before it"));
        assert!(name(at("c.proto")).unwrap_err().ends_with("is in no include directory"));
        assert!(name(at("d.proto")).unwrap_err().ends_with("no such file"));
    }

    #[test]
    fn directories_are_joined_and_renamed() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), &["p/a.proto", "r/b.proto"]);
        let (p, r) = (root.path().join("p"), root.path().join("r"));
        let joined = std::env::join_paths([&p, &r]).unwrap();
        let includes = Includes::new(&[joined.into()]);
        let shown = |includes: &Includes, name: &str| includes.find(name).unwrap().map(|source| source.shown);
        assert_eq!(shown(&includes, "b.proto"), Some(r.join("b.proto").display().to_string()));
        let includes = Includes::new(&[format!("x/y={}", p.display()).into()]);
        assert_eq!(shown(&includes, "x/y/a.proto"), Some(p.join("a.proto").display().to_string()));
        assert_eq!(includes.name_of(&p.join("a.proto")).unwrap(), "x/y/a.proto");
        assert_eq!(shown(&includes, "a.proto"), None);
    }
}
