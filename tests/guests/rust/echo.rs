//! Copies standard input to standard output; exits with the code that the first argument gives, or 0.

use std::io::{copy, stdin, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(error) = copy(&mut stdin().lock(), &mut stdout().lock()) {
        eprintln!("echo: {error}");
        return ExitCode::FAILURE;
    }
    let code = std::env::args().nth(1).and_then(|code| code.parse().ok());
    ExitCode::from(code.unwrap_or(0))
}
