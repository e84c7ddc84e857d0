//! Code of the generators that are built into protoc, and of gRPC's plugins.

use super::inputs::Input;
use super::programs::{Compiler, Programs, failure, tree};
use super::table::{Row, Table};
use crate::protoc::grpc_plugins;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

/// Generators that protoc has built in, with the options that each needs.
const BUILT_IN: [(&str, &str); 11] = [
    ("cpp", ""),
    ("csharp", "base_namespace="),
    ("java", ""),
    ("kotlin", ""),
    ("objc", ""),
    ("php", ""),
    ("pyi", ""),
    ("python", ""),
    ("rbs", ""),
    ("ruby", ""),
    ("rust", "experimental-codegen=enabled,kernel=upb"),
];

/// Compares what each writes of the sample, compiled by either compiler.
pub(super) fn compare(programs: &Programs, sample: &Input, grpc: &Path, table: &mut Table) -> Result<()> {
    for (name, options) in BUILT_IN {
        compare_one(programs, sample, &Generator { name, options, native: None }, table)?;
    }
    for (plugin, _) in grpc_plugins() {
        // `grpc_python_plugin` is for `--grpc_python_out`.
        let name = plugin.strip_suffix("_plugin").with_context(|| format!("{plugin} is no plugin's name"))?;
        let native = format!("--plugin=protoc-gen-{name}={}", grpc.join(plugin).display());
        compare_one(programs, sample, &Generator { name, options: "", native: Some(native) }, table)?;
    }
    Ok(())
}

struct Generator<'a> {
    name: &'a str,
    options: &'a str,
    /// The option by which protoc finds it, unless it is built in.
    native: Option<String>,
}

fn compare_one(programs: &Programs, sample: &Input, generator: &Generator<'_>, table: &mut Table) -> Result<()> {
    let name = generator.name;
    let asked = |command: &mut Command, out: &Path| {
        let option = if generator.options.is_empty() { String::new() } else { format!("{}:", generator.options) };
        command.args(["-I", "."]).arg("-I").arg(&programs.include);
        command.arg(format!("--{name}_out={option}{}", out.display())).args(&sample.files);
    };
    let theirs = programs.room("theirs")?;
    let mut protoc = programs.protoc(&sample.directory);
    asked(protoc.args(&generator.native), &theirs);
    let refused = failure(&mut protoc)?;
    ensure!(refused.is_none(), "protoc --{name}_out: {}", refused.unwrap_or_default());
    let theirs = tree(&theirs)?;
    for compiler in Compiler::ALL {
        let mut row = Row::of(format!("--{name}_out, {}", compiler.name()));
        let ours = programs.room("ours")?;
        let mut bufwasm = programs.bufwasm(compiler, &sample.directory);
        asked(&mut bufwasm, &ours);
        match failure(&mut bufwasm)? {
            Some(why) => row.count(Some(why)),
            None => row.count_trees(&tree(&ours)?, &theirs),
        }
        table.add(row);
    }
    Ok(())
}
