//! What would help: the remedy beside an error of the library's, in terms of this command line.

mod toolchain;

use bufwasm::{Abi, Error, MissingImport, RefusedWrite, Remedy, Stats, UnknownAbi};

use crate::limits;
use crate::link;

/// What would help against `error` of a plugin with the bytes `wasm`, which ran with `--abi given`.
pub(crate) fn remedy(error: &Error, given: Option<Abi>, wasm: &[u8]) -> Option<String> {
    match error {
        Error::BadModule(bad) => {
            toolchain::of_bytes(wasm).or_else(|| toolchain::of_refusal(&bad.to_string())).map(Into::into)
        }
        Error::BadSection(_) => Some("remove it with bufwasm pack --strip PLUGIN.wasm -o OUT.wasm".into()),
        Error::UnknownAbi(error) => abi(error, given),
        Error::MissingImports { abi, imports } => missing_imports(*abi, imports),
        Error::ArgumentsTooLong { .. } if link::takes_no_options() => {
            Some("pack fewer arguments and variables into it, or build the plugin with GOOS=wasip1".into())
        }
        Error::ArgumentsTooLong { .. } => {
            Some("pass less by --env and arguments, or a file by --file, or build the plugin with GOOS=wasip1".into())
        }
        Error::Trap { message, .. } => toolchain::of_trap(message).map(Into::into),
        _ => higher(error, error.remedy()?, link::takes_no_options()),
    }
}

/// What would help a plugin that gave up, where the last file it looked for was not there.
pub(crate) fn missing_file(error: &Error, stats: &Stats) -> Option<String> {
    let path = stats.missing_file.as_ref().filter(|_| matches!(error, Error::Exit(_) | Error::Trap { .. }))?;
    let guest = format!("/{}", path.trim_start_matches("./").trim_start_matches('/'));
    Some(if link::takes_no_options() {
        format!("it looked for {path}: put it into the plugin with bufwasm pack --file {guest}=…")
    } else {
        format!("it looked for {path}: --file {guest}=… lets it read a file of yours")
    })
}

/// What would help a plugin that gave up, where it could not write.
pub(crate) fn refused_write(error: &Error, stats: &Stats) -> Option<String> {
    let refused = stats.refused_write.as_ref().filter(|_| matches!(error, Error::Exit(_) | Error::Trap { .. }))?;
    let RefusedWrite { path, has_directory } = refused;
    let is_linked = link::takes_no_options();
    let scratch = if is_linked { "BUFWASM_SCRATCH=64MiB" } else { "--scratch 64MiB" };
    let hint = format!("it wanted to write {path}: {scratch} lets it, in memory");
    let path = path.trim_start_matches("./").trim_start_matches('/');
    Some(match path.rsplit_once('/').filter(|_| !has_directory) {
        Some((directory, _)) if is_linked => {
            format!("{hint}, and bufwasm pack --dir /{directory}=… gives it the directory")
        }
        Some((directory, _)) => format!("{hint}, and --dir /{directory}=… gives it the directory"),
        None => hint,
    })
}

/// How to keep the run of a plugin that trapped, for whoever is to mend it.
pub(crate) fn recording(error: &Error) -> Option<String> {
    let option = if link::takes_no_options() { "BUFWASM_RECORD=FILE" } else { "--record FILE" };
    matches!(error, Error::Trap { .. }).then(|| format!("{option} keeps the run, for bufwasm replay"))
}

/// How to set the limit that `error` met as `remedy` wants it: with a variable if bufwasm is called through a link, where
/// nobody can pass an option.
fn higher(error: &Error, remedy: Remedy, linked: bool) -> Option<String> {
    let Remedy { limit, to } = remedy;
    let (option, variable) = limits::option(limit)?;
    let Some(to) = to else {
        let most = limits::typed(limit, limit.bounds().maximum);
        return Some(match error {
            Error::MemoryFloor { .. } => format!("it does not fit in {most}, the most there can be"),
            _ => format!("{most} is the most there can be: give the plugin less to do at once"),
        });
    };
    let to = limits::typed(limit, to);
    let set = if linked { format!("{variable}={to}") } else { format!("{option} {to}") };
    Some(match error {
        Error::MemoryFloor { .. } => format!("allow it with {set}"),
        Error::StackExhausted { .. } => format!("allow deeper calls with {set}, unless the plugin recurses for ever"),
        _ => format!("allow more with {set}"),
    })
}

/// How to say that a plugin's ABI is `abi`.
fn with_abi(abi: Abi) -> String {
    if link::takes_no_options() { format!("bufwasm pack --abi {abi}") } else { format!("--abi {abi}") }
}

fn abi(error: &UnknownAbi, given: Option<Abi>) -> Option<String> {
    let other = |functions: &[String]| {
        let abis = [Abi::Wasi, Abi::GoJs];
        abis.into_iter().find(|abi| functions.iter().any(|name| name == abi.entry()))
    };
    match error {
        UnknownAbi::NoEntry { functions } => toolchain::of_exports(functions).map(Into::into),
        UnknownAbi::Number { .. } => {
            Some(format!("say what it is with {} or --abi {}", with_abi(Abi::Wasi), Abi::GoJs))
        }
        UnknownAbi::MissingEntry { functions, .. } => match (other(functions), given) {
            (Some(other), Some(_)) => Some(format!("it looks like --abi {other}, which is found without the option")),
            (Some(other), None) => Some(format!("overrule the configuration with {}", with_abi(other))),
            (None, _) => toolchain::of_exports(functions).map(Into::into),
        },
        UnknownAbi::MissingCall { .. } => Some("name a function that it exports with bufwasm pack --call NAME".into()),
        UnknownAbi::CallOfProgram { .. } => {
            Some("a program needs no --call: pack it without, and with --replace if it was packed before".into())
        }
        // The command line is built with both ABIs.
        UnknownAbi::LeftOut { .. } => None,
    }
}

fn missing_imports(abi: Abi, imports: &[MissingImport]) -> Option<String> {
    let one_by_one = || imports.iter().find_map(|import| toolchain::of_import(import).map(Into::into));
    toolchain::of_imports(imports).map(Into::into).or_else(|| other_abi(abi, imports)).or_else(one_by_one)
}

/// What to do where the `imports` that `abi` does not provide are those of the other.
fn other_abi(abi: Abi, imports: &[MissingImport]) -> Option<String> {
    let (other, modules, built) = match abi {
        Abi::Wasi => (Abi::GoJs, ["go", "gojs"], "with GOOS=js"),
        Abi::GoJs => (Abi::Wasi, ["wasi_snapshot_preview1", "wasi_unstable"], "for WASI"),
    };
    let is_others = |import: &MissingImport| modules.contains(&&*import.module);
    imports.iter().any(is_others).then(|| format!("this is built {built}: say so with {}", with_abi(other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn remedies_are_spelled_as_options_and_as_variables() {
        for (error, option, variable) in [
            (
                Error::MemoryFloor { needed: 9000, cap: 8192 },
                "allow it with --max-memory 1125MiB",
                "allow it with BUFWASM_MAX_MEMORY=1125MiB",
            ),
            (
                Error::StackExhausted { limit: 1 << 20, stderr: String::new() },
                "allow deeper calls with --max-stack 2MiB, unless the plugin recurses for ever",
                "allow deeper calls with BUFWASM_MAX_STACK=2MiB, unless the plugin recurses for ever",
            ),
            (
                Error::Timeout { limit: Duration::from_secs(45) },
                "allow more with --timeout 1m30s",
                "allow more with BUFWASM_TIMEOUT=1m30s",
            ),
        ] {
            let remedy = error.remedy().unwrap();
            assert_eq!(higher(&error, remedy, false).as_deref(), Some(option));
            assert_eq!(higher(&error, remedy, true).as_deref(), Some(variable));
        }
    }

    #[test]
    fn remedies_name_a_value_that_would_work() {
        for (error, remedy) in [
            (Error::MemoryFloor { needed: 65537, cap: 8192 }, "it does not fit in 4GiB, the most there can be"),
            (
                Error::ObjectLimit { limit: 4 << 30, stderr: String::new() },
                "4GiB is the most there can be: give the plugin less to do at once",
            ),
            (Error::OutOfFuel { limit: 1000 }, "allow more with --fuel 2000"),
            (Error::OutputLimit { stream: "stdout", limit: 1 << 20 }, "allow more with --max-output 2MiB"),
            (Error::Timeout { limit: Duration::ZERO }, "allow more with --timeout 1s"),
        ] {
            assert_eq!(super::remedy(&error, None, b"").as_deref(), Some(remedy), "{error}");
        }
    }
}
