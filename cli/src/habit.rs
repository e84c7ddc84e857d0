//! Options that people know from protoc and buf, or from another command, and that are not known where they stand: what to say
//! of them.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

/// Options that protoc has and `generate` has not.
const PROTOCS: &[&str] = &[
    "--decode",
    "--decode_raw",
    "--dependency_out",
    "--deterministic_output",
    "--direct_dependencies",
    "--direct_dependencies_violation_msg",
    "--edition_defaults_out",
    "--encode",
    "--error_format",
    "--fatal_warnings",
    "--notices",
    "--option_dependencies",
    "--print_free_field_numbers",
];
/// Options that newer releases of protoc take and ignore.
const NEEDLESS: &[&str] = &["--experimental_allow_proto3_optional", "--experimental_editions"];

/// `error` with what would help, in place of what is spelled in a similar way, if it is about such an option, or about one of
/// another command of `program`.
pub(crate) fn hinted(mut error: clap::Error, program: &Command) -> clap::Error {
    if let Some(ContextValue::String(command)) = error.get(ContextKind::InvalidSubcommand)
        && let Some(hint) = command_of(command)
    {
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(hint)]));
        return error;
    }
    let option = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(option)) if error.kind() == ErrorKind::UnknownArgument => option.clone(),
        _ => return error,
    };
    let option = option.split('=').next().unwrap_or_default();
    let Some(hint) = hint(option).or_else(|| others(option, program)) else { return error };
    error.remove(ContextKind::SuggestedArg);
    // It shows what is spelled in a similar way, too.
    error.remove(ContextKind::Usage);
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(hint)]));
    error
}

/// What to say of a file that stands where a command belongs.
fn command_of(file: &str) -> Option<String> {
    match file.rsplit_once('.')?.1 {
        "wasm" => Some(format!("a command comes first, such as `bufwasm run {file}`")),
        "proto" => Some(format!("a command comes first: `bufwasm generate --plugin PLUGIN.wasm --out DIR {file}`")),
        _ => None,
    }
}

/// What to say of `option`, which is not known.
fn hint(option: &str) -> Option<String> {
    let name = option.strip_prefix("--")?;
    let ends_in =
        |endings: [&'static str; 2]| endings.into_iter().find_map(|ending| Some((name.strip_suffix(ending)?, ending)));
    if let Some((generator, ending)) = ends_in(["-out", "-opt"]) {
        return Some(format!("it is spelled --{generator}_{}", &ending[1..]));
    }
    if let Some((_, ending)) = ends_in(["_out", "_opt"]).filter(|_| !PROTOCS.contains(&option)) {
        return Some(format!("`bufwasm generate` takes --NAME{ending}, and `bufwasm protoc` all that protoc takes"));
    }
    if option == "--keep" {
        return Some(
            "`bufwasm run` takes it: several plugins, or pieces of a request, would each leave other files".into(),
        );
    }
    if NEEDLESS.contains(&option) {
        return Some("leave it out: what it allows needs no option".into());
    }
    let is_protocs = PROTOCS.contains(&option) || name.ends_with("_prefix") || name.starts_with("experimental_");
    is_protocs.then(|| "`bufwasm protoc` takes all options that protoc takes".into())
}

/// Which commands of `program` take `option`, if any do.
fn others(option: &str, program: &Command) -> Option<String> {
    let is_it = |arg: &Arg| match option.strip_prefix("--") {
        Some(name) => arg.get_long() == Some(name) || arg.get_all_aliases().unwrap_or_default().contains(&name),
        None => {
            arg.get_short().is_some_and(|short| option.strip_prefix('-').is_some_and(|rest| rest == short.to_string()))
        }
    };
    let taking = program.get_subcommands().filter(|command| command.get_arguments().any(is_it));
    let taking: Vec<_> = taking.map(|command| format!("`bufwasm {}`", command.get_name())).collect();
    let (last, before) = taking.split_last()?;
    Some(match before {
        [] => format!("{last} takes it"),
        _ => format!("{} and {last} take it", before.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn options_of_other_commands_are_known() {
        let mut program = crate::args::Cli::command();
        program.build();
        for (option, expected) in [
            ("--keep", Some("`bufwasm run` takes it")),
            ("-I", Some("`bufwasm generate` takes it")),
            ("--proto_path", Some("`bufwasm generate` takes it")),
            ("--trace", Some("`bufwasm run` and `bufwasm generate` take it")),
            ("--nothing", None),
            ("-", None),
        ] {
            assert_eq!(others(option, &program).as_deref(), expected, "{option}");
        }
    }

    #[test]
    fn options_of_other_programs_are_explained() {
        for (option, expected) in [
            ("--go-out", Some("it is spelled --go_out")),
            ("--grpc-go-opt", Some("it is spelled --grpc-go_opt")),
            ("--go_out", Some("`bufwasm generate` takes --NAME_out, and `bufwasm protoc` all that protoc takes")),
            ("--dependency_out", Some("`bufwasm protoc` takes all options that protoc takes")),
            ("--go_prefix", Some("`bufwasm protoc` takes all options that protoc takes")),
            ("--experimental_allow_proto3_optional", Some("leave it out: what it allows needs no option")),
            (
                "--keep",
                Some("`bufwasm run` takes it: several plugins, or pieces of a request, would each leave other files"),
            ),
            ("--plugins", None),
            ("-z", None),
        ] {
            assert_eq!(hint(option).as_deref(), expected, "{option}");
        }
    }
}
