//! The commands that README and docs/plugins tell work as they stand there.
//!
//! They need what `cargo xtask setup` installs, and what `cargo xtask test` builds.
#![cfg(unix)]

#[path = "../../../xtask/src/go.rs"]
#[allow(dead_code)] // the pages are for one release
mod go;
mod plugins;
mod readme;
mod shell;
