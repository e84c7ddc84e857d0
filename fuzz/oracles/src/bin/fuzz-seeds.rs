//! Writes each target's seeds and dictionary, for `cargo xtask fuzz`: `TARGET/corpus/seed-N` and `TARGET/dictionary`
//! below the given directory.

use std::fs;
use std::path::Path;

use bufwasm_oracles::{TARGETS, Target};

fn main() -> std::io::Result<()> {
    let directory = std::env::args_os().nth(1).unwrap_or_else(|| "target/fuzz".into());
    TARGETS.iter().try_for_each(|target| write(target, &Path::new(&directory).join(target.name)))
}

fn write(target: &Target, directory: &Path) -> std::io::Result<()> {
    let corpus = directory.join("corpus");
    fs::create_dir_all(&corpus)?;
    for (number, seed) in (target.seeds)().iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), seed)?;
    }
    let entries = target.dictionary.iter().map(|bytes| format!("\"{}\"\n", escaped(bytes)));
    // libFuzzer refuses a file that is empty.
    fs::write(directory.join("dictionary"), format!("# {}\n{}", target.name, entries.collect::<String>()))
}

/// As libFuzzer reads it: <https://llvm.org/docs/LibFuzzer.html#dictionaries>.
fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}
