//! Prints how each guest ended under the command line that is named, and what that took, as a table for
//! docs/hardening.md. Fails if a guest did what it should not be able to.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use bufwasm_hostile::{Guest, guests};

fn main() -> Result<ExitCode> {
    let bufwasm = std::env::args_os().nth(1).map(PathBuf::from).context("which bufwasm? give its path")?;
    println!("| guest | what it tries | module | how it ended | time | peak memory |");
    println!("|---|---|---|---|---|---|");
    let mut differences = Vec::new();
    for guest in guests() {
        let measured = guest.measure(&bufwasm)?;
        println!(
            "| `{}` | {} | {} | {} | {:.2} s | {} of {} MiB |",
            guest.name,
            guest.tries,
            size((guest.module)().len()),
            end(guest, &measured.stderr),
            measured.took.as_secs_f64(),
            measured.mebibytes,
            guest.mebibytes,
        );
        differences.extend(guest.difference(&measured).map(|difference| format!("{}: {difference}", guest.name)));
    }
    differences.iter().for_each(|difference| eprintln!("{difference}"));
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn size(bytes: usize) -> String {
    if bytes < 1 << 20 {
        format!("{} KiB", bytes.div_ceil(1 << 10))
    } else {
        format!("{} MiB", bytes.div_ceil(1 << 20))
    }
}

/// The exit status, and the kind of the error.
fn end(guest: &Guest, stderr: &[u8]) -> String {
    let stderr = String::from_utf8_lossy(stderr);
    // The guest's own words may come before.
    let kind = stderr.rsplit_once("{\"error\":{\"kind\":\"").and_then(|(_, error)| error.split('"').next());
    match kind {
        Some(kind) => format!("{}, `{kind}`", guest.status),
        None => "success".into(),
    }
}
