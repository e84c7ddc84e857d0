//! Writes programs for `cargo xtask oracles`: for each number from FIRST up to, but not including, END, `DIRECTORY/N.wasm`,
//! `DIRECTORY/go-N.wasm` of the shape that Go's compiler gives modules, and `DIRECTORY/any-N.wasm` with arbitrary code in that shape;
//! and `DIRECTORY/NAME.wasm` for each PLUGIN that follows, changed to tell how much memory it has in the end.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use bufwasm_oracles::programs::{generate, with_last_words};
use bufwasm_oracles::{optimised, optimised_any};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().context("usage: programs DIRECTORY FIRST END [PLUGIN.wasm...]");
    let (directory, first, end): (String, u64, u64) = (next()?, next()?.parse()?, next()?.parse()?);
    let directory = Path::new(&directory);
    fs::create_dir_all(directory)?;
    for seed in first..end {
        fs::write(directory.join(format!("{seed}.wasm")), generate(seed))?;
        fs::write(directory.join(format!("go-{seed}.wasm")), optimised::generate(seed))?;
        fs::write(directory.join(format!("any-{seed}.wasm")), optimised_any::generate(seed))?;
    }
    for plugin in arguments {
        let name = Path::new(&plugin).file_name().context("a plugin has a name")?;
        let wasm = fs::read(&plugin).with_context(|| format!("cannot read {plugin}"))?;
        fs::write(directory.join(name), with_last_words(&wasm))?;
    }
    Ok(())
}
