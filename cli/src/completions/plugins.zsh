# Where a plugin is named: the modules that are looked up by name, and those here.
_bufwasm_plugins() {
    local directory
    local -a names
    for directory in ${(s.:.)BUFWASM_PATH} $path; do
        names+=($directory/*.wasm(N-.:t:r))
    done
    _alternative 'plugins:plugin:compadd -a names' 'modules:module:_files -g "*.wasm(-.)"'
}
