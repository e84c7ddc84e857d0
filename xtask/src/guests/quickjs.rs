//! QuickJS as a program for WASI: the engine's sources, and the program of `examples/plugins/javascript` around them.
//!
//! `docs/plugins/javascript.md` has the same command for readers.

use super::builder::Builder;
use super::step::Step;
use crate::setup::QUICKJS;
use anyhow::Result;

/// The engine's files.
const ENGINE: [&str; 4] = ["dtoa.c", "libregexp.c", "libunicode.c", "quickjs.c"];

/// The engine's warnings are not ours; its headers are taken for a system's. Scripts may nest as deep as 8 MiB allow.
const FLAGS: [&str; 5] =
    ["--target=wasm32-wasi", "-O2", "-D_GNU_SOURCE", "-w", "-Wl,-s,--stack-first,-z,stack-size=8388608"];

/// Compiles and links all of it at once.
pub(super) fn step(builder: &Builder<'_>) -> Result<Step> {
    let name = QUICKJS.split("==").next().unwrap_or(QUICKJS);
    let engine = builder.tools().package(name).join("upstream-quickjs");
    let source = builder.root().join("examples/plugins/javascript/quickjs.c");
    let product = builder.scratch().join("out.wasm");
    let mut clang = builder.tools().command("clang")?;
    clang.args(FLAGS).arg("-isystem").arg(&engine).arg("-o").arg(&product).arg(&source);
    clang.args(ENGINE.map(|file| engine.join(file)));
    let compiler = format!("{}, {QUICKJS}", builder.version_of("clang")?);
    Ok(Step { commands: vec![clang], product, compiler, source: Some(source), headers: Vec::new() })
}
