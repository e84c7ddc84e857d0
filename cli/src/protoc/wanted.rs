//! What a command line of protoc's wants: the files that it names.

use std::path::Path;

use super::arguments::Flag;

/// The files that protoc is to read and to write, by the paths that were typed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted<'a> {
    /// Directories of .proto files: what imports call them, and where they are.
    pub(super) proto_path: Vec<(&'a str, &'a str)>,
    /// Descriptor sets to take files from.
    pub(super) sets: Vec<&'a str>,
    /// Files to compile.
    pub(super) inputs: Vec<&'a str>,
    /// Generators, with the directories and archives that they write.
    pub(super) generators: Vec<Generator<'a>>,
    /// Single files to write.
    pub(super) files: Vec<&'a str>,
    /// Plugins that are named, with their programs.
    pub(super) plugins: Vec<(&'a str, &'a str)>,
    /// Whether generators may write outside their directories.
    pub(super) may_escape: bool,
    /// Whether what is only a warning makes protoc fail, when all is written.
    pub(super) fatal_warnings: bool,
}

/// One of `--NAME_out=[PARAMETER:]OUT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Generator<'a> {
    pub(super) name: &'a str,
    pub(super) out: &'a str,
}

/// Flags that end like those of generators.
const FILES: [&str; 3] = ["--descriptor_set_out", "--dependency_out", "--edition_defaults_out"];

impl<'a> Wanted<'a> {
    /// What `flags` want.
    pub(super) fn of(flags: &[Flag<'a>]) -> Self {
        let mut wanted = Self::default();
        flags.iter().for_each(|flag| wanted.add(*flag));
        if wanted.proto_path.is_empty() && wanted.sets.is_empty() {
            wanted.proto_path.push(("", "."));
        }
        wanted
    }

    fn add(&mut self, Flag { name, value }: Flag<'a>) {
        match name {
            "" => self.inputs.push(value),
            "-I" | "--proto_path" => self.proto_path.extend(joined(value).map(renamed)),
            "--descriptor_set_in" => self.sets.extend(joined(value)),
            "-o" => self.files.push(value),
            _ if FILES.contains(&name) => self.files.push(value),
            "--plugin" => self.plugins.push(value.split_once('=').unwrap_or((base_name(value), value))),
            "--unsafe_allow_out_dir_escape" => self.may_escape = true,
            "--fatal_warnings" => self.fatal_warnings = true,
            _ => {
                if let Some(name) = name.strip_prefix("--").and_then(|name| name.strip_suffix("_out")) {
                    let out = value.split_once(':').map_or(value, |(_, out)| out);
                    self.generators.push(Generator { name, out });
                }
            }
        }
    }
}

impl<'a> Generator<'a> {
    /// Whether it writes one archive, not a directory.
    pub(super) fn is_archive(&self) -> bool {
        [".zip", ".jar", ".srcjar"].iter().any(|ending| self.out.ends_with(ending))
    }

    /// What its plugin is called.
    pub(super) fn plugin(&self) -> String {
        format!("protoc-gen-{}", self.name)
    }
}

/// The parts of a list like `PATH`. protoc is a program of Unix, whatever the host is.
fn joined(list: &str) -> impl Iterator<Item = &str> {
    list.split(':').filter(|part| !part.is_empty())
}

/// `VIRTUAL=DISK`, unless that is the name of a directory itself.
fn renamed(typed: &str) -> (&str, &str) {
    match typed.split_once('=') {
        Some((_, disk)) if !Path::new(disk).exists() && Path::new(typed).exists() => ("", typed),
        Some(renamed) => renamed,
        None => ("", typed),
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_from_flags() {
        let typed = [
            ("-I", "a::x=b"),
            ("", "a.proto"),
            ("--go_out", "paths=source_relative:gen:1"),
            ("--dependency_out", "a.d"),
            ("-o", "set"),
            ("--java_out", "a.jar"),
            ("--go_opt", "M=x"),
            ("--plugin", "bin/protoc-gen-go"),
            ("--plugin", "protoc-gen-y=z"),
        ];
        let flags: Vec<_> = typed.iter().map(|&(name, value)| Flag { name, value }).collect();
        let wanted = Wanted::of(&flags);
        assert_eq!(wanted.proto_path, [("", "a"), ("x", "b")]);
        assert_eq!((wanted.inputs, wanted.files), (vec!["a.proto"], vec!["a.d", "set"]));
        assert_eq!(wanted.plugins, [("protoc-gen-go", "bin/protoc-gen-go"), ("protoc-gen-y", "z")]);
        let [go, java] = wanted.generators[..] else { panic!("{:?}", wanted.generators) };
        assert_eq!((go.plugin(), go.out, go.is_archive()), ("protoc-gen-go".into(), "gen:1", false));
        assert_eq!((java.name, java.out, java.is_archive()), ("java", "a.jar", true));
    }

    #[test]
    fn the_working_directory_is_looked_in_unless_something_else_is_named() {
        let path = |name, value| Wanted::of(&[Flag { name, value }]).proto_path;
        assert_eq!(path("", "a.proto"), [("", ".")]);
        assert_eq!(path("-I", "b"), [("", "b")]);
        assert_eq!(path("--descriptor_set_in", "b"), []);
    }
}
