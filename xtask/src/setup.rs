//! `cargo xtask setup`: installs what building the guests and running the tests needs.
//!
//! Debian's packages go to the machine; everything else stays in `target/tools`. Releases of Go are not installed
//! here: any Go from 1.21 on fetches those that guests ask for; the newest of them is linked to, for its files.

mod debian;
mod go;
mod npm;
mod python;
pub(crate) mod rust;

pub(crate) use npm::PROTO_FILES;

use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::Result;

/// Installs what is missing.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let tools = Tools::of(workspace);
    rust::install(workspace)?;
    debian::install()?;
    python::install(&tools)?;
    npm::install(&tools)?;
    go::install(&tools)
}
