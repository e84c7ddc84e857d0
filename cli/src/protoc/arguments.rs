//! protoc's command line, taken apart as protoc does (`compiler/command_line_interface.cc`, `ParseArgument`).
//!
//! protoc reads it again and says what is wrong with it; here it only counts which files it names.

use std::fs;

use crate::failure::{Failure, Result};

/// Flags that take no value. All others take what follows their `=`, or the next argument.
const WITHOUT_VALUE: [&str; 15] = [
    "-h",
    "--help",
    "--disallow_services",
    "--include_imports",
    "--include_source_info",
    "--retain_options",
    "--version",
    "--decode_raw",
    "--notices",
    "--experimental_editions",
    "--print_free_field_numbers",
    "--experimental_allow_proto3_optional",
    "--deterministic_output",
    "--unsafe_allow_out_dir_escape",
    "--fatal_warnings",
];

/// What was typed, with the lines of the files that it names as `@FILE`.
pub(super) struct Arguments {
    words: Vec<String>,
    typed: Vec<Typed>,
}

/// One argument as it was typed: where in the words it stands.
enum Typed {
    Word(usize),
    /// `@FILE`, and where its lines begin and end.
    File {
        path: String,
        first: usize,
        end: usize,
    },
}

/// A flag with its value; a file to compile is one without a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flag<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

impl Arguments {
    /// Reads the files that `typed` names.
    ///
    /// # Errors
    ///
    /// One of them is no text.
    pub(super) fn read(typed: Vec<String>) -> Result<Self> {
        let mut arguments = Self { words: Vec::new(), typed: Vec::new() };
        for word in typed {
            let first = arguments.words.len();
            // protoc says what is wrong with one that cannot be read.
            let read = word.strip_prefix('@').and_then(|path| Some((path, fs::read(path).ok()?)));
            let Some((path, bytes)) = read else {
                arguments.typed.push(Typed::Word(first));
                arguments.words.push(word);
                continue;
            };
            let text = String::from_utf8(bytes);
            let text = text.map_err(|_| Failure::usage(format_args!("{path}: it is no text in UTF-8")))?;
            arguments.words.extend(text.strip_suffix('\n').unwrap_or(&text).split('\n').map(Into::into));
            if text.is_empty() {
                arguments.words.truncate(first);
            }
            let end = arguments.words.len();
            arguments.typed.push(Typed::File { path: path.into(), first, end });
        }
        Ok(arguments)
    }

    /// What protoc is given.
    pub(super) fn words(&self) -> Vec<String> {
        let word = |typed: &Typed| match typed {
            Typed::Word(at) => self.words[*at].clone(),
            Typed::File { path, .. } => format!("@{path}"),
        };
        self.typed.iter().map(word).collect()
    }

    /// The files of arguments, by the paths that were typed, with what protoc is to read in them.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, String)> {
        self.typed.iter().filter_map(|typed| match typed {
            Typed::File { path, first, end } => Some((&**path, lines(&self.words[*first..*end]))),
            Typed::Word(_) => None,
        })
    }

    /// The flags, as far as protoc would read them.
    pub(super) fn flags(&self) -> Vec<Flag<'_>> {
        let mut flags = Vec::new();
        let mut words = self.words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let (name, value) = split(word);
            let value = match value {
                Some(value) => value,
                None if WITHOUT_VALUE.contains(&name) => "",
                None => match words.next() {
                    Some(next) if !next.starts_with('-') => next,
                    _ => break,
                },
            };
            flags.push(Flag { name, value });
        }
        flags
    }

    /// Names the plugins that are given as paths alone: `--plugin=bin/protoc-gen-x.wasm` is called `protoc-gen-x`, where protoc
    /// would take the ending for a part of the name.
    pub(super) fn name_plugins(&mut self) {
        let mut is_value = false;
        for word in &mut self.words {
            let value = if is_value { Some(&**word) } else { word.strip_prefix("--plugin=") };
            if let Some((value, name)) = value.and_then(|value| Some((value, module_name(value)?))) {
                *word = format!("{}{name}={value}", &word[..word.len() - value.len()]);
            }
            is_value = !is_value && word == "--plugin";
        }
    }
}

/// An argument's flag, and its value if that is in the same argument.
fn split(word: &str) -> (&str, Option<&str>) {
    if !word.starts_with('-') || word == "-" {
        ("", Some(word))
    } else if word.starts_with("--") {
        word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)))
    } else {
        // One letter, and all that follows it. A letter may be longer than a byte.
        let end = word.char_indices().nth(2).map_or(word.len(), |(end, _)| end);
        (&word[..end], Some(&word[end..]).filter(|value| !value.is_empty()))
    }
}

/// What the plugin at `path` is called, if that is the path of a module and nothing else.
fn module_name(path: &str) -> Option<&str> {
    let file = path.rsplit('/').next().filter(|_| !path.contains('='))?;
    file.strip_suffix(".wasm").filter(|name| !name.is_empty())
}

fn lines(words: &[String]) -> String {
    words.iter().map(|word| format!("{word}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &[&str]) -> Arguments {
        Arguments::read(typed.iter().map(ToString::to_string).collect()).unwrap()
    }

    fn flags(arguments: &Arguments) -> Vec<(&str, &str)> {
        arguments.flags().into_iter().map(|Flag { name, value }| (name, value)).collect()
    }

    #[test]
    fn flags_are_taken_apart_as_by_protoc() {
        let arguments = read(&["-Ia", "-I", "b", "--proto_path", "c", "--x_out=d:e", "--version", "-", "f", "-o"]);
        let expected = [
            ("-I", "a"),
            ("-I", "b"),
            ("--proto_path", "c"),
            ("--x_out", "d:e"),
            ("--version", ""),
            ("", "-"),
            ("", "f"),
        ];
        assert_eq!(flags(&arguments), expected);
        assert_eq!(flags(&read(&["--x_out", "-I", "a"])), [], "it has no value");
        assert_eq!(flags(&read(&["-é", "a", "--decode_raw", ""])), [("-é", "a"), ("--decode_raw", ""), ("", "")]);
    }

    #[test]
    fn files_of_arguments_are_read_once_and_line_by_line() {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("args");
        fs::write(&path, "-I\na b\n@nested\n\n--plugin=bin/protoc-gen-x.wasm").unwrap();
        let typed = format!("@{}", path.display());
        let mut arguments = read(&["a.proto", &typed, "@nowhere", "--plugin", "y.wasm"]);
        arguments.name_plugins();
        let expected = [
            ("", "a.proto"),
            ("-I", "a b"),
            ("", "@nested"),
            ("", ""),
            ("--plugin", "protoc-gen-x=bin/protoc-gen-x.wasm"),
            ("", "@nowhere"),
            ("--plugin", "y=y.wasm"),
        ];
        assert_eq!(flags(&arguments), expected);
        assert_eq!(arguments.words(), ["a.proto", &typed, "@nowhere", "--plugin", "y=y.wasm"]);
        let lines = "-I\na b\n@nested\n\n--plugin=protoc-gen-x=bin/protoc-gen-x.wasm\n";
        let files: Vec<_> = arguments.files().collect();
        assert_eq!(files, [(path.to_str().unwrap(), lines.to_owned())]);
    }

    #[test]
    fn plugins_that_have_a_name_or_are_no_modules_keep_it() {
        for given in ["--plugin=protoc-gen-x=a.wasm", "--plugin=bin/protoc-gen-x", "--plugin=.wasm", "--plugin"] {
            let mut arguments = read(&[given]);
            arguments.name_plugins();
            assert_eq!(arguments.words(), [given]);
        }
    }
}
