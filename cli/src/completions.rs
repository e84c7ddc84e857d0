//! `bufwasm completions`: a shell's completions, made of what the command line says of itself.

use clap::CommandFactory;
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
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "bufwasm", &mut script);
    if shell == Shell::Bash {
        script.extend_from_slice(PLUGINS_IN_BASH.as_bytes());
    }
    output::print(&script)
}

/// Completes the names of plugins, which what clap makes of definitions cannot know.
const PLUGINS_IN_BASH: &str = r#"
# Where a plugin is named: the modules that are looked up by name, and those here.
_bufwasm_with_plugins() {
    _bufwasm "$@"
    local cur="$2" prev="$3" verb="" word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$word" in
            run|generate|fuzz|inspect|pack|optimise|bundle|lock) verb="$word"; break ;;
        esac
    done
    [[ -n $verb && $cur != -* ]] || return 0
    if [[ $prev != --plugin ]]; then
        [[ $verb != generate && $prev != -* ]] || return 0
    fi
    local directory file IFS=:
    for directory in $BUFWASM_PATH $PATH; do
        for file in "$directory/$cur"*.wasm; do
            [[ -f $file ]] && file="${file##*/}" && COMPREPLY+=("${file%.wasm}")
        done
    done
    IFS=$'\n'
    COMPREPLY+=($(compgen -f -X '!*.wasm' -- "$cur") $(compgen -d -- "$cur"))
    # The shell puts a slash behind directories, instead of a space.
    compopt -o filenames 2> /dev/null
    return 0
}
complete -F _bufwasm_with_plugins -o bashdefault -o default bufwasm
"#;
