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
/// What plugins of gRPC's need: C#'s writes all files into one directory unless told otherwise, where some have the
/// same name.
const OF_GRPC: [(&str, &str); 1] = [("grpc_csharp", "base_namespace=")];
/// Stands in options for the path of the file that tells Rust's generator which crates Google's own types are in.
const CRATES: &str = "CRATES";

/// Compares what each generator that protoc has built in writes of the sample, compiled by either compiler.
pub(super) fn compare_built_in(programs: &Programs, sample: &Input, table: &mut Table) -> Result<()> {
    let crates = write_crates(programs)?;
    let generator = |(name, options): (&'static str, &str)| Generator {
        name,
        options: options.replace(CRATES, &crates.to_string_lossy()),
        native: None,
    };
    compare_all(programs, sample, &BUILT_IN.map(generator), Some(&crates), table)
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
    let generator = |(plugin, _): (&'static str, _)| {
        // `grpc_python_plugin` is for `--grpc_python_out`.
        let name = plugin.strip_suffix("_plugin").with_context(|| format!("{plugin} is no plugin's name"))?;
        let native = format!("--plugin=protoc-gen-{name}={}", grpc.join(plugin).display());
        let options = OF_GRPC.iter().find(|(plugin, _)| *plugin == name).map_or("", |(_, options)| options);
        Ok(Generator { name, options: options.to_owned(), native: Some(native) })
    };
    let generators = grpc_plugins().map(generator).collect::<Result<Vec<_>>>()?;
    compare_all(programs, sample, &generators, None, table)
}

struct Generator {
    name: &'static str,
    options: String,
    /// The option by which protoc finds it, unless it is built in.
    native: Option<String>,
}

/// Compares all `generators`, in one run of each program, so that the files are compiled once. They may read `file`, by
/// the path that it has here.
fn compare_all(
    programs: &Programs,
    sample: &Input,
    generators: &[Generator],
    file: Option<&Path>,
    table: &mut Table,
) -> Result<()> {
    let theirs = programs.room("theirs")?;
    let mut protoc = programs.protoc(&sample.directory);
    protoc.args(generators.iter().filter_map(|generator| generator.native.as_ref()));
    let refused = failure(asked(&mut protoc, programs, sample, generators, &theirs)?)?;
    ensure!(refused.is_none(), "protoc: {}", refused.unwrap_or_default());
    for &compiler in &programs.compilers {
        let ours = programs.room("ours")?;
        let mut bufwasm = programs.bufwasm(compiler, &sample.directory);
        if let Some(file) = file {
            bufwasm.arg("--file").arg(format!("{0}={0}", file.display()));
        }
        let refused = failure(asked(&mut bufwasm, programs, sample, generators, &ours)?)?;
        for Generator { name, .. } in generators {
            let mut row = Row::of(format!("--{name}_out, {}", compiler.name()));
            match &refused {
                Some(why) => row.count(Some(why.clone())),
                None => row.count_trees(&tree(&ours.join(name))?, &tree(&theirs.join(name))?),
            }
            table.add(row);
        }
    }
    Ok(())
}

/// Adds to `command` what asks for the code of all `generators`, each in a directory of its name below `out`.
fn asked<'c>(
    command: &'c mut Command,
    programs: &Programs,
    sample: &Input,
    generators: &[Generator],
    out: &Path,
) -> Result<&'c mut Command> {
    command.args(["-I", "."]).arg("-I").arg(&programs.include);
    for Generator { name, options, .. } in generators {
        let out = out.join(name);
        fs::create_dir(&out).with_context(|| format!("cannot create {}", out.display()))?;
        let options = if options.is_empty() { String::new() } else { format!("{options}:") };
        command.arg(format!("--{name}_out={options}{}", out.display()));
    }
    Ok(command.args(&sample.files))
}
