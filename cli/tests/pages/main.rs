//! The commands that README and docs/plugins tell work as they stand there, and plugins that toolchains build on the way are told
//! what they lack.
//!
//! They need what `cargo xtask setup` installs, and what `cargo xtask test` builds.
#![cfg(unix)]

#[path = "../../../xtask/src/go.rs"]
#[allow(dead_code)] // the pages are for one release
mod go;
mod missing_file;
mod plugins;
mod readme;
mod shell;
