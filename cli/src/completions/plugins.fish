
# Where a plugin is named: the modules that are looked up by name, and those here.
function __bufwasm_plugins
    for directory in (string split -- : $BUFWASM_PATH) $PATH
        for file in $directory/*.wasm
            string replace -r -- '.*/(.*)\.wasm$' '$1' $file
        end
    end
    # Of a word such as --plugin=NAME, what comes behind the sign.
    set -l begun (string replace -r -- '^--[^=]*=' '' (commandline -ct))
    __fish_complete_path $begun | string replace -f -r -- '^(.*(?:/|\.wasm))(?:\t.*)?$' '$1'
end
