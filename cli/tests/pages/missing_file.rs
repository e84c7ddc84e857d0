//! A plugin built by Go that gives up over a file that is not there: under both ABIs it is told what it looked for, and how it
//! gets one.

use crate::shell::Room;

const MAIN: &str = r#"package main

import (
	"fmt"
	"os"
)

func main() {
	_, err := os.ReadFile("etc/rules.txt")
	if err != nil && os.Args[1] == "panic" {
		panic(err)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
"#;

const SCRIPT: &str = r#"
for port in js wasip1; do
    GOOS=$port GOARCH=wasm go build -o reader-$port.wasm main.go
    for ending in exit panic; do
        told="$(bufwasm run reader-$port.wasm $ending 2>&1 || true)"
        grep -qF 'hint: it looked for etc/rules.txt: --file /etc/rules.txt=… lets it read a file of yours' <<< "$told" ||
            { echo "$port, $ending: $told"; exit 1; }
    done
    bufwasm run --file /etc/rules.txt=main.go reader-$port.wasm exit
done
"#;

#[test]
fn what_a_plugin_looked_for_is_told_under_both_abis() {
    let room = Room::new();
    room.write("main.go", MAIN);
    room.run("a plugin without its file", SCRIPT);
}
