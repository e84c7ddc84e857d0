//! Where arguments begin that are not bufwasm's: those of `bufwasm run` behind the plugin's name, all of `bufwasm protoc`.

use std::ffi::OsString;

use clap::{Arg, Command};

/// `typed` with a `--` behind the plugin that `bufwasm run` is to run, so that nothing behind it is taken for an option of
/// bufwasm's: whoever passes on somebody else's arguments must not give files away.
///
/// So it is with all that follows `bufwasm protoc`.
pub(crate) fn marked(typed: Vec<OsString>, command: &Command) -> Vec<OsString> {
    let Some(last) = last_own(&typed, command) else { return typed };
    let (own, handed_over) = typed.split_at(last + 1);
    own.iter().cloned().chain([OsString::from("--")]).chain(handed_over.iter().cloned()).collect()
}

/// Where in `typed` the last of bufwasm's own arguments stands, if others follow it without a mark between.
fn last_own(typed: &[OsString], command: &Command) -> Option<usize> {
    let verb = positional(typed, 1, command)?;
    let follows = |at: usize| typed.get(at + 1);
    let known = command.find_subcommand(typed[verb].to_str()?)?;
    match known.get_name() {
        // Even a mark is protoc's.
        "protoc" => follows(verb).map(|_| verb),
        "run" => positional(typed, verb + 1, known).filter(|plugin| follows(*plugin).is_some_and(|next| next != "--")),
        _ => None,
    }
}

/// The first of `typed` from `start` on that is neither an option of `command` nor an option's value.
fn positional(typed: &[OsString], start: usize, command: &Command) -> Option<usize> {
    let mut at = start;
    loop {
        match typed.get(at)?.to_str() {
            Some("--") => return None,
            Some(option) if option.len() > 1 && option.starts_with('-') => at += 1 + values_behind(option, command),
            _ => return Some(at),
        }
    }
}

/// How many arguments behind `option` are its values.
fn values_behind(option: &str, command: &Command) -> usize {
    let long = option.strip_prefix("--");
    let is = |arg: &&Arg| match long {
        Some(name) => arg.get_long() == Some(name),
        None => option.chars().count() == 2 && arg.get_short() == option.chars().nth(1),
    };
    let takes_one = |arg: &Arg| arg.get_action().takes_values() && !arg.is_require_equals_set();
    usize::from(command.get_arguments().find(is).is_some_and(takes_one))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn all_that_follows_the_plugin_is_the_plugins() {
        for (typed, expected) in [
            ("bufwasm run x.wasm --help -q --env A=1", "bufwasm run x.wasm -- --help -q --env A=1"),
            ("bufwasm run --env A=1 x.wasm --dir=/=secret", "bufwasm run --env A=1 x.wasm -- --dir=/=secret"),
            ("bufwasm run --trace x.wasm y", "bufwasm run --trace x.wasm -- y"),
            ("bufwasm -q run --timeout=1s x.wasm a", "bufwasm -q run --timeout=1s x.wasm -- a"),
            ("bufwasm --error-format json run x.wasm a", "bufwasm --error-format json run x.wasm -- a"),
            ("bufwasm run x.wasm -- --help", "bufwasm run x.wasm -- --help"),
            ("bufwasm run x.wasm", "bufwasm run x.wasm"),
            ("bufwasm run --help", "bufwasm run --help"),
            ("bufwasm run - a", "bufwasm run - -- a"),
            ("bufwasm -q protoc --help", "bufwasm -q protoc -- --help"),
            ("bufwasm protoc -- -q", "bufwasm protoc -- -- -q"),
            ("bufwasm protoc", "bufwasm protoc"),
            ("bufwasm inspect x.wasm --json", "bufwasm inspect x.wasm --json"),
            ("bufwasm", "bufwasm"),
        ] {
            let words: Vec<OsString> = typed.split(' ').map(Into::into).collect();
            let mut command = crate::args::Cli::command();
            command.build();
            let marked: Vec<_> = marked(words, &command).iter().map(|word| word.display().to_string()).collect();
            assert_eq!(marked.join(" "), expected);
        }
    }
}
