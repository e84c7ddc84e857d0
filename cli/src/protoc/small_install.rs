//! protoc's command line without a `protoc.wasm`: what the compiler that is part of bufwasm can do.

use std::ffi::OsString;
use std::path::Path;

use super::arguments::Flag;
use super::wanted::{Generator, Wanted};
use crate::failure::{Failure, Result};

/// Flags that mean the same to `bufwasm generate`.
const SAME: [&str; 9] = [
    "",
    "-I",
    "--proto_path",
    "--descriptor_set_in",
    "--descriptor_set_out",
    "-o",
    "--include_imports",
    "--include_source_info",
    "--retain_options",
];

/// The arguments of `bufwasm generate` that do the same.
///
/// # Errors
///
/// A flag needs protoc itself, or a directory is not there.
pub(super) fn generate(flags: &[Flag<'_>], wanted: &Wanted<'_>) -> Result<Vec<OsString>> {
    let mut args: Vec<OsString> = ["bufwasm", "generate", "--compiler=builtin"].map(Into::into).into();
    for Flag { name, value } in flags {
        match *name {
            "" => {}
            "-I" => args.push(format!("-I{value}").into()),
            "-o" => args.push(format!("--descriptor_set_out={value}").into()),
            "--include_imports" | "--include_source_info" | "--retain_options" => args.push(name.into()),
            "--plugin" | "--experimental_allow_proto3_optional" => {}
            name if SAME.contains(&name) => args.push(format!("{name}={value}").into()),
            name if name.ends_with("_out") && !name.ends_with("dependency_out") && !name.ends_with("defaults_out") => {
                args.extend(plugin(name, value, flags, wanted)?);
            }
            name if name.ends_with("_opt") => {}
            name => return Err(needs_protoc(name)),
        }
    }
    if wanted.inputs.is_empty() || (wanted.generators.is_empty() && wanted.files.is_empty()) {
        return Err(needs_protoc("a command line without files or outputs"));
    }
    Ok(args.into_iter().chain(["--".into()]).chain(wanted.inputs.iter().map(Into::into)).collect())
}

/// `--plugin=PROGRAM:OPTIONS --out=DIRECTORY` for one of `--NAME_out`.
fn plugin(name: &str, value: &str, flags: &[Flag<'_>], wanted: &Wanted<'_>) -> Result<[OsString; 2]> {
    let name = &name["--".len()..name.len() - "_out".len()];
    let (own, out) = value.split_once(':').unwrap_or(("", value));
    if !(Generator { name, out }).is_archive() && !out.is_empty() && !Path::new(out).exists() {
        return Err(Failure::usage(format_args!("{out}/: No such file or directory")).status(crate::status::NO));
    }
    let option = format!("--{name}_opt");
    let more = flags.iter().filter(|flag| flag.name == option).map(|flag| flag.value);
    let options: Vec<_> = std::iter::once(own).chain(more).filter(|options| !options.is_empty()).collect();
    let called = format!("protoc-gen-{name}");
    let named = wanted.plugins.iter().rev().find(|(plugin, _)| *plugin == called);
    let program = named.map_or(called.clone(), |(_, program)| Path::new(".").join(program).display().to_string());
    let out = if out.is_empty() { "." } else { out };
    Ok([format!("--plugin={program}:{}", options.join(",")).into(), format!("--out={out}").into()])
}

fn needs_protoc(what: &str) -> Failure {
    let hint = "put protoc.wasm beside bufwasm or into BUFWASM_PATH; `cargo xtask protoc` builds it";
    Failure::usage(format_args!("{what}: this takes protoc.wasm, which is not there")).hint(hint.to_owned())
}
