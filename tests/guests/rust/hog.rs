//! Allocates memory and writes to it, a mebibyte at a time.
//!
//! Without an argument it goes on until memory is refused, and then dies as Rust programs do. With `--polite` it says
//! on standard output how many mebibytes it got, and exits with code 0. With `--exit=N` it exits with code `N`.

use std::hint::black_box;
use std::process::ExitCode;

const MEBIBYTE: usize = 1 << 20;

fn main() -> ExitCode {
    let how = std::env::args().nth(1).unwrap_or_default();
    let mut held: Vec<Vec<u8>> = Vec::new();
    loop {
        let mut more = Vec::new();
        if !how.is_empty() && more.try_reserve_exact(MEBIBYTE).is_err() {
            break;
        }
        more.resize(MEBIBYTE, 0xa5);
        held.push(black_box(more));
    }
    if let Some(code) = how.strip_prefix("--exit=") {
        return ExitCode::from(code.parse().unwrap_or(1));
    }
    println!("{} MiB", held.len());
    ExitCode::SUCCESS
}
