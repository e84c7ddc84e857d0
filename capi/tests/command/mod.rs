//! Running other programs: `cargo xtask setup` installs them.

use std::path::Path;
use std::process::{Command, Output};

/// Runs `command`, which has to succeed.
pub(crate) fn passes(command: &mut Command) {
    let output = output(command);
    assert!(
        output.status.success(),
        "{}: {command:?}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What `command` prints, and how it ends.
pub(crate) fn output(command: &mut Command) -> Output {
    let program = command.get_program().to_owned();
    command.output().unwrap_or_else(|error| {
        panic!("cannot start {}: {error}; `cargo xtask setup` installs what is missing", program.display())
    })
}

/// The directory of this package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
