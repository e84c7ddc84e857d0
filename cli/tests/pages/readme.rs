//! What README says under "Use it": each section in a directory of its own, as whoever has installed bufwasm would type it.
//!
//! What its "Install" says takes a release build, which no test makes: docs/releasing.md tells how it was tried.

use crate::shell::{Room, document, examples, target};

/// The section of README below `heading`, up to the next.
fn section(heading: &str) -> String {
    let readme = document("README.md");
    let (_, rest) = readme.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("README has no {heading}"));
    rest.split("\n##").next().unwrap_or(rest).to_owned()
}

/// A directory with what README's examples begin with: the .proto file, and a plugin built by Go.
fn project() -> Room {
    let room = Room::new();
    room.write("proto/shop.proto", examples(&section("## Use it"), "proto").concat());
    room.take("guests/go-wasip1/protoc-gen-go-1.27.wasm", "protoc-gen-go.wasm");
    room
}

/// The shell examples below `heading`.
fn scripts(heading: &str) -> Vec<String> {
    examples(&section(heading), "sh")
}

/// Whether Go's plugin has generated code below `gen`.
const HAS_GO: &str = "test -n \"$(find gen -name shop.pb.go)\"\n";

#[test]
fn plugins_are_built_and_run() {
    let room = Room::new();
    room.write("proto/shop.proto", examples(&section("## Use it"), "proto").concat());
    room.take("requests/small.bin", "request.bin");
    room.take("guests/rust/protoc-gen-prost.wasm", "plugin.wasm");
    let [run, build] = &scripts("## Use it")[..] else { panic!("README has other examples under \"Use it\"") };
    // The commands that need plugins stand before those that build them.
    room.run(
        "README: Use it",
        &format!("{build}{run}test -s response.bin\ntest -s bin/protoc-gen-prost.wasm\n{HAS_GO}"),
    );
}

#[test]
fn code_is_generated_by_bufwasm_alone() {
    let [alone, guest] = &scripts("### On its own")[..] else {
        panic!("README has other examples under \"On its own\"")
    };
    project().run("README: On its own", &format!("{alone}{HAS_GO}"));
    // Where the clone is, protoc is built already.
    let build = guest.lines().next().expect("it has a line");
    assert!(build.starts_with("cargo xtask protoc"), "{build}");
    let guest = guest.replace(build, "").replace("$PWD/target", &target().display().to_string());
    project().run("README: protoc as a guest", &format!("{guest}test -s gen/shop_pb2.py"));
}

#[test]
fn bufwasm_takes_the_place_of_protoc() {
    let script = scripts("### In protoc's place").concat();
    let protoc = format!("export BUFWASM_PATH={}\n", target().join("protoc").display());
    project().run("README: In protoc's place", &format!("{protoc}{script}{HAS_GO}"));
}

#[test]
fn protoc_runs_plugins_by_bufwasm() {
    let scripts = scripts("### With protoc");
    assert_eq!(scripts.len(), 2, "README has other examples under \"With protoc\"");
    for script in scripts {
        let room = project();
        // The release that the first of them is about.
        room.install(&target().join("tools/python/bin/protoc"));
        room.run("README: With protoc", &format!("{script}{HAS_GO}"));
    }
}

#[test]
fn bufwasm_reads_the_template_of_buf() {
    let room = project();
    room.write("buf.gen.yaml", examples(&section("### With buf"), "yaml").concat());
    let script = scripts("### With buf").concat();
    assert!(!script.is_empty(), "README has no example under \"With buf\"");
    room.run("README: With buf", &format!("{script}{HAS_GO}"));
}

#[test]
fn the_other_commands_run() {
    let room = project();
    room.take("guests/go-wasip1/protoc-gen-go-1.27.wasm", "plugin.wasm");
    room.take("guests/rust-local/library.wasm", "library.wasm");
    room.write("rules.txt", "all");
    let script = scripts("### Other commands").concat();
    assert!(script.lines().count() > 8, "README has other examples under \"Other commands\"");
    // What fails is recorded before it is run again: a plugin that is sent no request.
    let record = "bufwasm run --record failure.record plugin.wasm < /dev/null > nothing || true\n";
    // It fuzzes for a minute unless told otherwise, and a pager waits for its reader.
    let script = script.replace("bufwasm fuzz plugin.wasm", "bufwasm fuzz --runs 3 plugin.wasm");
    let script = script.replace("| man -l -", "| grep -q generate");
    room.run("README: Other commands", &format!("{record}{script}test -x protoc-gen-x\ntest -s faster.wasm"));
}
