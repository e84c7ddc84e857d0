//! `bufwasm completions`: a shell's completions, made of what the command line says of itself.

use clap::builder::ValueHint;
use clap::{Arg, Command, CommandFactory};
use clap_complete::Shell;

use crate::args::Cli;
use crate::failure::Result;
use crate::output;

/// Writes the completions of `shell` to stdout.
///
/// # Errors
///
/// Stdout fails.
pub(crate) fn print(shell: Shell) -> Result<()> {
    output::print(script(shell).as_bytes())
}

fn script(shell: Shell) -> String {
    let mut command = Cli::command();
    let commands = command.get_subcommands().filter(|command| command.get_positionals().any(is_plugin));
    let with_plugins = commands.map(|command| command.get_name().to_owned()).collect::<Vec<_>>();
    if matches!(shell, Shell::Fish | Shell::Zsh) {
        command = command.mut_subcommands(|command| command.mut_args(as_command));
    }
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "bufwasm", &mut script);
    let mut script = String::from_utf8_lossy(&script).into_owned();
    if shell == Shell::Zsh {
        script = with_colons_escaped(&command, script);
    }
    with_plugin_names(shell, script, &with_plugins)
}

/// `script` for zsh, where a colon ends what is said of a value: clap leaves them in the names of values as they are.
fn with_colons_escaped(command: &Command, script: String) -> String {
    let names = command.get_subcommands().flat_map(Command::get_arguments).filter_map(Arg::get_value_names);
    let with_colons = names.flatten().filter(|name| name.contains(':'));
    with_colons
        .fold(script, |script, name| script.replace(&format!("]:{name}:"), &format!("]:{}:", name.replace(':', "\\:"))))
}

/// Whether `arg` takes a plugin.
fn is_plugin(arg: &Arg) -> bool {
    arg.get_value_names().into_iter().flatten().any(|name| name.starts_with("PLUGIN.wasm"))
}

/// Marks an argument that takes a plugin as one that takes a command, which no other argument here does.
fn as_command(arg: Arg) -> Arg {
    if is_plugin(&arg) { arg.value_hint(ValueHint::CommandName) } else { arg }
}

/// `script` with plugins by the names under which they are looked up, which clap cannot make of definitions. The `commands`
/// take plugins as arguments; `--plugin` does wherever it is an option.
fn with_plugin_names(shell: Shell, script: String, commands: &[String]) -> String {
    match shell {
        Shell::Bash => script + &include_str!("completions/plugins.bash").replace("COMMANDS", &commands.join("|")),
        Shell::Fish => {
            let script = script.replace("(__fish_complete_command)", "(__bufwasm_plugins)");
            let lines = commands.iter().map(|command| {
                format!("complete -c bufwasm -n '__fish_bufwasm_using_subcommand {command}' -a '(__bufwasm_plugins)'\n")
            });
            script + include_str!("completions/plugins.fish") + &lines.collect::<String>()
        }
        Shell::Zsh => {
            let script = script.replace(":_command_names -e", ":_bufwasm_plugins");
            // The file is run as soon as it is loaded, by its last lines.
            let (tag, rest) = script.split_once('\n').unwrap_or_default();
            format!("{tag}\n\n{}\n{rest}", include_str!("completions/plugins.zsh"))
        }
        _ => script,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_that_is_a_plugin_completes_by_plugins() {
        let mut command = Cli::command();
        command.build();
        let all = command.get_subcommands().flat_map(Command::get_arguments).filter(|arg| is_plugin(arg));
        let (options, positionals): (Vec<_>, Vec<_>) = all.partition(|arg| arg.get_long().is_some());
        assert!(options.len() >= 2 && positionals.len() >= 6);
        let count = |shell, text| script(shell).matches(text).count();
        assert_eq!(count(Shell::Zsh, ":_bufwasm_plugins'"), options.len() + positionals.len());
        assert_eq!(count(Shell::Zsh, r"]:PLUGIN.wasm[\:OPT=VAL,...]:_bufwasm_plugins'"), 1);
        assert_eq!(count(Shell::Fish, "-l plugin -d"), options.len());
        assert_eq!(count(Shell::Fish, "\"(__bufwasm_plugins)\""), options.len());
        assert_eq!(count(Shell::Fish, "'(__bufwasm_plugins)'"), positionals.len());
    }
}
