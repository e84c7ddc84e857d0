//! Code of published plugins: as guests of bufwasm's, and as programs that protoc and buf start.

use super::inputs::Input;
use super::programs::{Compiler, Programs, failure, tree};
use super::table::{Row, Table, Tree};
use crate::files;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A plugin, by its guest and its native build, with options.
struct Plugin {
    guest: &'static str,
    native: &'static str,
    options: &'static str,
}

const PLUGINS: [Plugin; 5] = [
    Plugin { guest: "go-wasip1/protoc-gen-go-1.27.wasm", native: "native/protoc-gen-go-1.27", options: "" },
    Plugin { guest: "go-wasip1/protoc-gen-go-grpc.wasm", native: "native/protoc-gen-go-grpc", options: "" },
    Plugin {
        guest: "go-wasip1/protoc-gen-grpc-gateway.wasm",
        native: "native/protoc-gen-grpc-gateway",
        options: "generate_unbound_methods=true",
    },
    // By default it compares the name of each message with each other's: of so many files, natively, for more than 5
    // minutes.
    Plugin {
        guest: "go-wasip1/protoc-gen-openapiv2.wasm",
        native: "native/protoc-gen-openapiv2",
        options: "openapi_naming_strategy=fqn",
    },
    Plugin { guest: "rust/protoc-gen-prost.wasm", native: "native/protoc-gen-prost", options: "" },
];

/// Compares what each writes of the sample: by protoc with protoc, by the built-in compiler with buf, and with protoc
/// but for the line that tells the compiler's version.
pub(super) fn compare(programs: &Programs, sample: &Input, table: &mut Table) -> Result<()> {
    for plugin in &PLUGINS {
        let name = plugin.native.trim_start_matches("native/");
        let taken = plugin.taken(programs, sample)?;
        println!("{name} takes {} of {} files", taken.files.len(), sample.files.len());
        let by_protoc = plugin.by_protoc(programs, &taken)?;
        let by_buf = plugin.by_buf(programs, &taken)?;
        let ours = |compiler| plugin.by_bufwasm(programs, compiler, &taken);
        let (guest, builtin) = (ours(Compiler::Protoc)?, ours(Compiler::BuiltIn)?);
        let mut add = |what: &str, ours: &Tree, theirs: &Tree| {
            let mut row = Row::of(format!("{name}, {what}"));
            row.count_trees(ours, theirs);
            table.add(row);
        };
        add("protoc beside protoc", &guest, &by_protoc);
        add("builtin beside buf", &builtin, &by_buf);
        add("builtin beside protoc, but for its version", &without_version(&builtin), &without_version(&by_protoc));
    }
    Ok(())
}

impl Plugin {
    /// Those files of the `sample` that the plugin takes: all, or if it refuses them together, each that it takes
    /// alone.
    fn taken(&self, programs: &Programs, sample: &Input) -> Result<Input> {
        let takes = |files: &[String]| {
            let out = programs.room("taken")?;
            Ok(failure(&mut self.protoc(programs, sample, files, &out))?.is_none())
        };
        let mut files = sample.files.clone();
        if !takes(&files)? {
            let alone = |file: String| takes(std::slice::from_ref(&file)).map(|takes| takes.then_some(file));
            files = files.into_iter().filter_map(|file| alone(file).transpose()).collect::<Result<_>>()?;
        }
        Ok(Input { directory: sample.directory.clone(), files })
    }

    fn protoc(&self, programs: &Programs, sample: &Input, files: &[String], out: &Path) -> Command {
        let mut protoc = programs.protoc(&sample.directory);
        protoc.args(["-I", "."]).arg("-I").arg(&programs.include);
        protoc.arg(format!("--plugin=protoc-gen-x={}", programs.guest(self.native).display()));
        protoc.arg(format!("--x_out={}:{}", self.options, out.display())).args(files);
        protoc
    }

    fn by_protoc(&self, programs: &Programs, sample: &Input) -> Result<Tree> {
        let out = programs.room("theirs")?;
        let refused = failure(&mut self.protoc(programs, sample, &sample.files, &out))?;
        ensure!(refused.is_none(), "protoc, {}: {}", self.native, refused.unwrap_or_default());
        tree(&out)
    }

    fn by_buf(&self, programs: &Programs, sample: &Input) -> Result<Tree> {
        let (out, room) = (programs.room("theirs")?, programs.room("buf")?);
        let template = serde_json::json!({
            "version": "v2",
            "plugins": [{
                "local": programs.guest(self.native), "out": out, "opt": self.options, "strategy": "all",
            }],
        });
        let file = room.join("buf.gen.json");
        fs::write(&file, template.to_string()).with_context(|| format!("cannot write {}", file.display()))?;
        make_workspace(&room, programs, sample)?;
        let mut buf = programs.buf(&room);
        buf.args(["generate", "--template"]).arg(&file);
        buf.args(sample.files.iter().flat_map(|file| ["--path".to_owned(), format!("{SAMPLE}/{file}")]));
        let refused = failure(&mut buf)?;
        ensure!(refused.is_none(), "buf, {}: {}", self.native, refused.unwrap_or_default());
        tree(&out)
    }

    fn by_bufwasm(&self, programs: &Programs, compiler: Compiler, sample: &Input) -> Result<Tree> {
        let out = programs.room("ours")?;
        let mut bufwasm = programs.bufwasm(compiler, &sample.directory);
        bufwasm.args(["-I", "."]).arg("-I").arg(&programs.include);
        bufwasm.arg("--plugin").arg(with_options(&programs.guest(self.guest), self.options));
        bufwasm.arg("--out").arg(&out).args(&sample.files);
        let refused = failure(&mut bufwasm)?;
        ensure!(refused.is_none(), "bufwasm, {}: {}", self.guest, refused.unwrap_or_default());
        tree(&out)
    }
}

/// The sample, as a module of buf's.
const SAMPLE: &str = "sample";

/// Makes of `room` a workspace of the sample and of protoc's own .proto files, in place of those that buf brings: their
/// comments differ, and some plugins write them.
fn make_workspace(room: &Path, programs: &Programs, sample: &Input) -> Result<()> {
    let link = |to: &Path, name: &str| files::link(to, &room.join(name));
    link(&sample.directory, SAMPLE)?;
    link(&programs.include, "include")?;
    let config = serde_json::json!({ "version": "v2", "modules": [{ "path": SAMPLE }, { "path": "include" }] });
    let file = room.join("buf.yaml");
    fs::write(&file, config.to_string()).with_context(|| format!("cannot write {}", file.display()))
}

fn with_options(plugin: &Path, options: &str) -> String {
    format!("{}:{options}", plugin.display())
}

/// The tree without the lines that tell the version of protoc.
fn without_version(tree: &Tree) -> Tree {
    let is_version = |line: &[u8]| {
        let words = String::from_utf8_lossy(line);
        words.starts_with("//") && words.contains("protoc  ")
    };
    tree.iter()
        .map(|(path, content)| {
            let lines = content.split_inclusive(|byte| *byte == b'\n').filter(|line| !is_version(line));
            (path.clone(), lines.collect::<Vec<_>>().concat())
        })
        .collect()
}
