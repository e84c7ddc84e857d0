//! Every example in every help and on every manual page can be pasted: each is run by a shell, one after another, in a
//! directory with the files that it names.
//!
//! Plugins are small stand-ins for those that examples name. protoc is the guest that `cargo xtask protoc` builds.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// The columns that most terminals have.
const COLUMNS: &str = "80";

const SHOP: &str = "syntax = \"proto3\";\npackage shop;\nmessage Item { string name = 1; }\n";
const TEMPLATE: &str = "version: v2\ninputs:\n  - directory: proto\nplugins:\n  - local: protoc-gen-go\n    out: gen\n";

fn bufwasm(room: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    let protoc = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/protoc");
    assert!(protoc.exists(), "target/protoc is missing: run `cargo xtask protoc`");
    let paths = |paths: &[&Path]| std::env::join_paths(paths).unwrap();
    command.current_dir(room).env_clear().envs([("COLUMNS", COLUMNS.as_ref()), ("HOME", room.as_os_str())]);
    command.env("PATH", paths(&[&room.join("bin"), Path::new("/usr/bin"), Path::new("/bin")]));
    command.env("BUFWASM_PATH", paths(&[room, &protoc.canonicalize().unwrap()]));
    command
}

/// What `bufwasm` writes to stdout with these arguments.
fn output(room: &Path, args: &[&str]) -> String {
    let output = bufwasm(room, env!("CARGO_BIN_EXE_bufwasm")).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A directory with everything that examples name.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    let at = |name: &str| room.path().join(name);
    for directory in ["bin", "proto/shop", "lib", "findings", "target"] {
        fs::create_dir_all(at(directory)).unwrap();
    }
    symlink(env!("CARGO_BIN_EXE_bufwasm"), at("bin/bufwasm")).unwrap();
    // What reads a page, and says whether it is one.
    fs::write(at("bin/man"), "#!/bin/sh\ntest \"$*\" = '-l -' && grep -q '^.TH bufwasm 1'\n").unwrap();
    fs::set_permissions(at("bin/man"), fs::Permissions::from_mode(0o755)).unwrap();
    for (guest, plugins) in [
        ("request", &["protoc-gen-go", "protoc-gen-go-grpc", "protoc-gen-prost", "target/x"][..]),
        ("quiet", &["protoc-gen-example", "target/protoc-gen-example"]),
        ("gojs", &["plugin"]),
        ("args", &["tool"]),
        ("hello", &["python"]),
    ] {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests").join(guest).with_extension("wat");
        let module = wat::parse_file(source).unwrap();
        plugins.iter().for_each(|plugin| fs::write(at(plugin).with_extension("wasm"), &module).unwrap());
    }
    // A CodeGeneratorRequest about shop.proto alone.
    let request = "\n\nshop.proto";
    for (name, text) in [
        ("shop.proto", SHOP),
        ("proto/shop/shop.proto", SHOP),
        ("buf.gen.yaml", TEMPLATE),
        ("buf.gen.go.yaml", TEMPLATE),
        ("request.bin", request),
        ("findings/panic-0123abcd.bin", request),
        ("item.binpb", "\n\x04name"),
        ("config.json", "{}"),
        ("lib/os.py", ""),
    ] {
        fs::write(at(name), text).unwrap();
    }
    room
}

/// The commands that help lists.
fn commands(help: &str) -> Vec<String> {
    let list = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !["", "help"].contains(name)).map(ToOwned::to_owned).collect()
}

/// The lines of the examples in a help.
fn lines_of_help(help: &str) -> Vec<String> {
    let (_, examples) = help.split_once("\nExamples:\n").unwrap_or_else(|| panic!("no examples:\n{help}"));
    examples.lines().take_while(|line| !line.is_empty()).map(ToOwned::to_owned).collect()
}

/// The same on a manual page, where they are not filled, as whoever looks at the page sees them.
fn lines_of_page(page: &str) -> Vec<String> {
    let (_, examples) = page.split_once("\n.SH EXAMPLES\n.nf\n").unwrap_or_else(|| panic!("no examples:\n{page}"));
    let lines = examples.lines().take_while(|line| *line != ".fi");
    lines.map(|line| line.replace("\\-", "-").replace("\\*(Aq", "'").replace("\\\\", "\\")).collect()
}

/// Commands for a shell: lines that are continued by `\` belong together.
fn typed(lines: &[String]) -> Vec<String> {
    let whole = lines.join("\n").replace("\\\n", "");
    whole.lines().map(|line| line.trim().to_owned()).collect()
}

/// `example` with an end to what would go on for minutes.
fn shortened(example: &str) -> String {
    if !example.starts_with("bufwasm fuzz ") || example.contains("--replay") {
        return example.to_owned();
    }
    let endless = example.replace(" --minutes 30", "").replace(" --runs 2000", "");
    endless.replace("bufwasm fuzz ", "bufwasm fuzz --runs 20 ")
}

fn paste(room: &Path, example: &str) {
    let script = shortened(example);
    let mut shell = bufwasm(room, "bash");
    let output = shell.args(["-euo", "pipefail", "-c", &script]).output().expect("bash starts");
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{example}\n{}: {}", output.status, String::from_utf8_lossy(&told));
}

#[test]
fn examples_can_be_pasted_from_help_and_from_manual_pages() {
    let all = commands(&output(room().path(), &["help"]));
    assert!(all.len() >= 13, "{all:?}");
    for command in all {
        let room = room();
        let lines = lines_of_help(&output(room.path(), &["help", &command]));
        assert_eq!(lines, lines_of_page(&output(room.path(), &["man", &command])), "{command}");
        assert!(lines.iter().all(|line| line.len() <= COLUMNS.parse().unwrap()), "{lines:#?}");
        typed(&lines).iter().for_each(|example| paste(room.path(), example));
    }
}
