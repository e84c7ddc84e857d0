//! Generators by name, as protoc takes them: `--python_out=DIR`, with `--python_opt=OPT` beside it.
//!
//! clap knows options by their whole names, so what is typed is spelled out before it is parsed: `--python_out=DIR` becomes
//! `--NAME_out=python=DIR`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::plugin::PREFIX;
use crate::plugin_spec::PluginSpec;

/// The verb that takes generators by name, and all others.
const VERB: &str = "generate";
const OTHER_VERBS: [&str; 12] =
    ["run", "protoc", "fuzz", "replay", "inspect", "optimise", "bundle", "lock", "pack", "cache", "completions", "man"];

/// How the names of options about generators end.
const ENDINGS: [&str; 2] = ["_out", "_opt"];
/// Options of protoc that end so too, and name no generator.
const NO_GENERATORS: [&str; 3] = ["descriptor_set_out", "dependency_out", "edition_defaults_out"];

/// The arguments with generators' options spelled out.
pub(crate) fn spell_out(given: Vec<OsString>) -> Vec<OsString> {
    if !is_generate(&given) {
        return given;
    }
    let mut spelled = Vec::with_capacity(given.len());
    let mut given = given.into_iter();
    while let Some(word) = given.next() {
        if word == "--" {
            spelled.push(word);
            break;
        }
        spelled.push(match word.to_str().and_then(generators_option) {
            Some((name, ending, Some(value))) => format!("--NAME{ending}={name}={value}").into(),
            // The value is the next word.
            Some((name, ending, None)) => {
                let mut option = OsString::from(format!("--NAME{ending}={name}="));
                option.push(given.next().unwrap_or_default());
                option
            }
            None => word,
        });
    }
    spelled.extend(given);
    spelled
}

/// Whether `generate` is the verb among the arguments.
pub(crate) fn is_generate(given: &[OsString]) -> bool {
    let is_verb = |word: &&OsString| *word == VERB || OTHER_VERBS.iter().any(|verb| *word == verb);
    given.iter().skip(1).find(is_verb).is_some_and(|verb| verb == VERB)
}

/// The generator's name, the option's ending, and the value if it is in the same word.
fn generators_option(word: &str) -> Option<(&str, &'static str, Option<&str>)> {
    let option = word.strip_prefix("--")?;
    let (option, value) = option.split_once('=').map_or((option, None), |(option, value)| (option, Some(value)));
    let ending = ENDINGS.into_iter().find(|ending| option.ends_with(ending))?;
    let name = option.strip_suffix(ending)?;
    let known = ["", "NAME"].contains(&name) || NO_GENERATORS.contains(&option);
    (!known).then_some((name, ending, value))
}

/// An option about the generator called `name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    value: String,
}

impl Named {
    /// Reads `NAME=VALUE`.
    pub(crate) fn parse(spelled: &str) -> Result<Self, String> {
        match spelled.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                Ok(Self { name: name.into(), value: value.into() })
            }
            _ => Err("it must be --NAME_out=[OPT=VAL,...:]DIR or --NAME_opt=OPT=VAL,...".into()),
        }
    }
}

/// What is to be run for `out`, with those of the `options` that are for the same generator, and where its files go.
pub(crate) fn plugin_of(out: &Named, options: &[Named]) -> (PluginSpec, PathBuf) {
    // As protoc: the first colon counts, unless it is part of a path on Windows.
    let (parameter, directory) = match out.value.split_once(':') {
        Some((parameter, directory)) if !is_drive(&out.value) => (parameter, directory),
        _ => ("", &*out.value),
    };
    let more = options.iter().filter(|option| option.name == out.name).map(|option| &*option.value);
    let all: Vec<_> = std::iter::once(parameter).chain(more).filter(|options| !options.is_empty()).collect();
    let spec = PluginSpec { plugin: format!("{PREFIX}{}", out.name).into(), parameter: all.join(",") };
    (spec, Path::new(OsStr::new(directory)).to_owned())
}

fn is_drive(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'/' | b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_generators_are_spelled_out_and_no_others() {
        let spelled = |line: &str| {
            let words = spell_out(line.split(' ').map(OsString::from).collect());
            words.join(OsStr::new(" ")).into_string().unwrap()
        };
        for (given, expected) in [
            ("bufwasm generate --python_out=a", "bufwasm generate --NAME_out=python=a"),
            ("bufwasm -q generate --go_opt=x=y --go_out z", "bufwasm -q generate --NAME_opt=go=x=y --NAME_out=go=z"),
            ("bufwasm generate --out a -- --b_out=c", "bufwasm generate --out a -- --b_out=c"),
            ("bufwasm generate --descriptor_set_out=a", "bufwasm generate --descriptor_set_out=a"),
            ("bufwasm run generate --a_out=b", "bufwasm run generate --a_out=b"),
            ("bufwasm --a_out=b", "bufwasm --a_out=b"),
        ] {
            assert_eq!(spelled(given), expected);
        }
    }

    #[test]
    fn options_stand_before_the_directory_or_in_an_option_of_their_own() {
        let options = [Named::parse("go=m=n").unwrap(), Named::parse("py=o").unwrap()];
        for (out, parameter, directory) in [
            ("go=a", "m=n", "a"),
            ("go=x=1,y:a:b", "x=1,y,m=n", "a:b"),
            ("go=C:\\a", "m=n", "C:\\a"),
            ("java=lite:a", "lite", "a"),
        ] {
            let (spec, out) = plugin_of(&Named::parse(out).unwrap(), &options);
            assert_eq!((&*spec.parameter, out), (parameter, PathBuf::from(directory)));
        }
        assert!(Named::parse("go=").is_err() && Named::parse("=a").is_err());
    }
}
