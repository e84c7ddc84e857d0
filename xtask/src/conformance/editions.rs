//! Editions, with the features of C++, Java and Go.

use super::encoded_set::set_of;
use super::inputs::Input;
use super::programs::{Compiler, Programs, complaints, ended, failure, tree};
use super::sets::is_documented;
use super::table::{Row, Table, first_difference};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A file of each edition. Each sets features of the languages, for files, messages, fields and enums.
const FILES: [(&str, &str); 2] =
    [("e2023.proto", include_str!("editions/e2023.proto")), ("e2024.proto", include_str!("editions/e2024.proto"))];

/// Generators that know editions, and the features of a language each.
const GENERATORS: [&str; 4] = ["cpp", "java", "python", "pyi"];
/// Features of other languages are in files that name no package of Go's.
const GO_PACKAGES: &str =
    "Mgoogle/protobuf/cpp_features.proto=example.com/pb,Mgoogle/protobuf/java_features.proto=example.com/pb";
const GO: [&str; 2] = ["go-wasip1/protoc-gen-go-1.27.wasm", "native/protoc-gen-go-1.27"];

/// Compares descriptor sets and code; the built-in compiler has to refuse the files, and say which compiler takes them.
pub(super) fn compare(programs: &Programs, table: &mut Table) -> Result<()> {
    let directory = programs.room("editions")?;
    for (name, text) in FILES {
        fs::write(directory.join(name), text).with_context(|| format!("cannot write {name}"))?;
    }
    let input = Input { directory, files: FILES.map(|(name, _)| name.to_owned()).into() };
    table.add(sets(programs, &input)?);
    for name in GENERATORS {
        let asked = |command: &mut Command, out: &Path| {
            command.arg(format!("--{name}_out={}", out.display()));
        };
        table.add(code(programs, &input, name, &asked, &asked)?);
    }
    let [guest, native] = GO.map(|plugin| programs.guest(plugin));
    let ours = |command: &mut Command, out: &Path| {
        command.arg("--plugin").arg(format!("{}:{GO_PACKAGES}", guest.display())).arg("--out").arg(out);
    };
    let theirs = |command: &mut Command, out: &Path| {
        command.arg(format!("--plugin=protoc-gen-go={}", native.display()));
        command.arg(format!("--go_out={GO_PACKAGES}:{}", out.display()));
    };
    table.add(code(programs, &input, "protoc-gen-go", &ours, &theirs)?);
    Ok(())
}

fn sets(programs: &Programs, input: &Input) -> Result<Row> {
    let mut row = Row::of("editions 2023 and 2024: descriptor sets");
    let [ours, theirs] = ["ours.binpb", "theirs.binpb"].map(|name| programs.scratch.join(name));
    let finish = |mut command: Command, out: &Path| {
        set_of(&mut command, out).args(["--include_imports", "--include_source_info", "--retain_options"]);
        ended(command.args(["-I", "."]).arg("-I").arg(&programs.include).args(&input.files))
    };
    let there = finish(programs.protoc(&input.directory), &theirs)?;
    ensure!(there.status.success(), "protoc: {}", complaints(&there));
    let here = finish(programs.bufwasm(Compiler::Protoc, &input.directory), &ours)?;
    row.count(match here.status.success() {
        true => first_difference(&fs::read(&ours)?, &fs::read(&theirs)?),
        false => Some(complaints(&here)),
    });
    let builtin = finish(programs.bufwasm(Compiler::BuiltIn, &input.directory), &ours)?;
    let said = String::from_utf8_lossy(&builtin.stderr);
    let is_refused =
        !builtin.status.success() && is_documented(Compiler::BuiltIn, &said) && said.contains("protoc.wasm");
    row.count((!is_refused).then(|| format!("builtin: {said}")));
    row.note("builtin refuses them, with a hint");
    Ok(row)
}

/// Adds to a command what asks for code in a directory.
type Asked<'a> = &'a dyn Fn(&mut Command, &Path);

fn code(programs: &Programs, input: &Input, name: &str, ours: Asked<'_>, theirs: Asked<'_>) -> Result<Row> {
    let mut row = Row::of(format!("editions 2023 and 2024: {name}"));
    let written = |mut command: Command, asked: Asked<'_>, room: &str| {
        let out = programs.room(room)?;
        asked(&mut command, &out);
        command.args(["-I", "."]).arg("-I").arg(&programs.include).args(&input.files);
        Ok::<_, anyhow::Error>((failure(&mut command)?, tree(&out)?))
    };
    let (refused, there) = written(programs.protoc(&input.directory), theirs, "theirs")?;
    ensure!(refused.is_none(), "protoc, {name}: {}", refused.unwrap_or_default());
    match written(programs.bufwasm(Compiler::Protoc, &input.directory), ours, "ours")? {
        (Some(why), _) => row.count(Some(why)),
        (None, here) => row.count_trees(&here, &there),
    }
    Ok(row)
}
