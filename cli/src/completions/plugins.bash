
# Where a plugin is named: the modules that are looked up by name, and those here.
_bufwasm_with_plugins() {
    _bufwasm "$@"
    local cur="$2" prev="$3" verb="" word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$word" in
            COMMANDS) verb="$word"; break ;;
        esac
    done
    [[ $cur != -* ]] || return 0
    if [[ $prev != --plugin ]]; then
        [[ -n $verb && $prev != -* ]] || return 0
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
