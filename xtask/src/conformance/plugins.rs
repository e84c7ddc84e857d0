//! Code of published plugins: as guests of bufwasm's, and as programs that protoc and buf start.

use super::inputs::Input;
use super::programs::{Compiler, Programs, failure, tree};
use super::table::{Row, Table, Tree};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

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
    Plugin { guest: "go-wasip1/protoc-gen-openapiv2.wasm", native: "native/protoc-gen-openapiv2", options: "" },
    Plugin { guest: "rust/protoc-gen-prost.wasm", native: "native/protoc-gen-prost", options: "" },
];

/// Compares what each writes of the sample: by protoc with protoc, by the built-in compiler with buf, and with protoc but for
/// the line that tells the compiler's version.
pub(super) fn compare(programs: &Programs, sample: &Input, table: &mut Table) -> Result<()> {
    for plugin in &PLUGINS {
        let name = plugin.native.trim_start_matches("native/");
        let by_protoc = plugin.by_protoc(programs, sample)?;
        let by_buf = plugin.by_buf(programs, sample)?;
        let ours = |compiler| plugin.by_bufwasm(programs, compiler, sample);
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
    fn by_protoc(&self, programs: &Programs, sample: &Input) -> Result<Tree> {
        let out = programs.room("theirs")?;
        let mut protoc = programs.protoc(&sample.directory);
        protoc.args(["-I", "."]).arg("-I").arg(&programs.include);
        protoc.arg(format!("--plugin=protoc-gen-x={}", programs.guest(self.native).display()));
        protoc.arg(format!("--x_out={}:{}", self.options, out.display())).args(&sample.files);
        let refused = failure(&mut protoc)?;
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
        let mut buf = programs.buf(&sample.directory);
        let refused = failure(buf.args(["generate", "--template"]).arg(&file))?;
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
