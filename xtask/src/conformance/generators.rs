//! Code of the generators that are built into protoc, and of gRPC's plugins.

use super::inputs::Input;
use super::programs::{Programs, failure, tree};
use super::table::{Row, Table};
use crate::files::protos_below;
use crate::protoc::grpc_plugins;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
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
    ("rust", "experimental-codegen=enabled,kernel=upb,crate_mapping=CRATES"),
];
/// Stands in options for the path of the file that tells Rust's generator which crates Google's own types are in.
const CRATES: &str = "CRATES";

/// Compares what each generator that protoc has built in writes of the sample, compiled by either compiler.
pub(super) fn compare_built_in(programs: &Programs, sample: &Input, table: &mut Table) -> Result<()> {
    let crates = write_crates(programs)?;
    BUILT_IN.into_iter().try_for_each(|(name, options)| {
        let options = options.replace(CRATES, &crates.to_string_lossy());
        compare_one(programs, sample, &Generator { name, options, native: None, file: Some(&crates) }, table)
    })
}

/// Writes the list of crates: a crate's name, how many files it has, and their names.
fn write_crates(programs: &Programs) -> Result<PathBuf> {
    let path = programs.scratch.join("crates");
    let files = protos_below(&programs.include)?;
    let names = files.iter().map(|file| file.strip_prefix(&programs.include).unwrap_or(file).display().to_string());
    let text = format!("protobuf_well_known\n{}\n{}\n", files.len(), names.collect::<Vec<_>>().join("\n"));
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// The same of gRPC's plugins, whose native builds lie in `grpc`.
pub(super) fn compare_grpc(programs: &Programs, sample: &Input, grpc: &Path, table: &mut Table) -> Result<()> {
    for (plugin, _) in grpc_plugins() {
        // `grpc_python_plugin` is for `--grpc_python_out`.
        let name = plugin.strip_suffix("_plugin").with_context(|| format!("{plugin} is no plugin's name"))?;
        let native = format!("--plugin=protoc-gen-{name}={}", grpc.join(plugin).display());
        compare_one(
            programs,
            sample,
            &Generator { name, options: String::new(), native: Some(native), file: None },
            table,
        )?;
    }
    Ok(())
}

struct Generator<'a> {
    name: &'a str,
    options: String,
    /// The option by which protoc finds it, unless it is built in.
    native: Option<String>,
    /// A file that it may read, by the path that it has here.
    file: Option<&'a Path>,
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
    for &compiler in &programs.compilers {
        let mut row = Row::of(format!("--{name}_out, {}", compiler.name()));
        let ours = programs.room("ours")?;
        let mut bufwasm = programs.bufwasm(compiler, &sample.directory);
        if let Some(file) = generator.file {
            bufwasm.arg("--file").arg(format!("{0}={0}", file.display()));
        }
        asked(&mut bufwasm, &ours);
        match failure(&mut bufwasm)? {
            Some(why) => row.count(Some(why)),
            None => row.count_trees(&tree(&ours)?, &theirs),
        }
        table.add(row);
    }
    Ok(())
}
