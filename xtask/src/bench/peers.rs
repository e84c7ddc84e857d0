//! The runtimes that are compared, and how each is installed and called.

use anyhow::Result;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// A runtime.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    /// This project's own command line.
    Bufwasm,
    /// The stock command line of the interpreter that bufwasm uses.
    Wasmi,
    /// wazero's interpreter.
    Wazero,
    /// wazero's interpreter in its last release that had GoJS.
    WazeroGoJs,
}

const WASMI_CLI: &str = "2.0.0";
const WAZERO: &str = "v1.12.0";
const WAZERO_GO_JS: &str = "v1.6.0";

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bufwasm => f.write_str("bufwasm"),
            Self::Wasmi => write!(f, "wasmi {WASMI_CLI}"),
            Self::Wazero => write!(f, "wazero {WAZERO} -interpreter"),
            Self::WazeroGoJs => write!(f, "wazero {WAZERO_GO_JS} -interpreter"),
        }
    }
}

/// Where the runtimes are.
pub(crate) struct Peers {
    bufwasm: PathBuf,
    tools: PathBuf,
}

impl Peers {
    /// Builds bufwasm, and installs those of the others that are `needed` and not there yet.
    pub(crate) fn install(workspace: &Workspace, needed: impl Iterator<Item = Peer>) -> Result<Self> {
        let peers =
            Self { bufwasm: workspace.target().join("release/bufwasm"), tools: workspace.tools().join("peers") };
        let tools = Tools::of(workspace);
        for peer in needed {
            if peer != Peer::Bufwasm && peers.program(peer).is_file() {
                continue;
            }
            let mut command = match peer {
                Peer::Bufwasm => {
                    let mut cargo = tools.command("cargo")?;
                    cargo.args(["build", "--quiet", "--release", "--package", "bufwasm-cli"]);
                    cargo.arg("--target-dir").arg(workspace.target()).current_dir(workspace.root());
                    cargo
                }
                Peer::Wasmi => {
                    let mut cargo = tools.command("cargo")?;
                    cargo.args(["install", "--quiet", "--locked", "wasmi_cli", "--version", WASMI_CLI, "--root"]);
                    cargo.arg(peers.tools.join("wasmi"));
                    cargo
                }
                Peer::Wazero => peers.go_install(&tools, WAZERO)?,
                Peer::WazeroGoJs => peers.go_install(&tools, WAZERO_GO_JS)?,
            };
            process::run(&mut command)?;
        }
        Ok(peers)
    }

    fn go_install(&self, tools: &Tools, version: &str) -> Result<Command> {
        let mut go = tools.command("go")?;
        go.env("GOBIN", self.tools.join(version)).arg("install");
        go.arg(format!("github.com/tetratelabs/wazero/cmd/wazero@{version}"));
        Ok(go)
    }

    /// Where `peer` is, once it is installed.
    pub(crate) fn program(&self, peer: Peer) -> PathBuf {
        match peer {
            Peer::Bufwasm => self.bufwasm.clone(),
            Peer::Wasmi => self.tools.join("wasmi/bin/wasmi"),
            Peer::Wazero => self.tools.join(WAZERO).join("wazero"),
            Peer::WazeroGoJs => self.tools.join(WAZERO_GO_JS).join("wazero"),
        }
    }

    /// The command by which `peer` runs `guest`.
    pub(crate) fn command(&self, peer: Peer, guest: &Path, environment: &[&str]) -> Command {
        let mut command = Command::new(self.program(peer));
        let (before, name): (&[&str], &str) = match peer {
            Peer::Bufwasm | Peer::Wasmi => (&["run"], "--env"),
            Peer::Wazero | Peer::WazeroGoJs => (&["run", "-interpreter"], "-env"),
        };
        command.args(before);
        for entry in environment {
            command.args([name, entry]);
        }
        command.arg(guest);
        command
    }
}
