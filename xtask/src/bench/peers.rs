//! The runtimes that are compared, and how each is installed and called.

use anyhow::Result;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::tools::Tools;
use crate::workspace::Workspace;

/// A runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// This project's own command line, with nothing kept from an earlier run.
    Bufwasm,
    /// The same, which does not optimise the plugin.
    BufwasmPlain,
    /// The same, with the optimised plugin kept from an earlier run.
    BufwasmKept,
    /// The same, asked what it was asked in an earlier run.
    BufwasmAsked,
    /// The stock command line of the interpreter that bufwasm uses.
    Wasmi,
    /// wazero's interpreter.
    Wazero,
    /// wazero's compiler, with what it has compiled before.
    WazeroCompiler,
    /// wazero's interpreter in its last release that had GoJS.
    WazeroGoJs,
    /// wasmtime's compiler, with what it has compiled before.
    Wasmtime,
    /// wasmtime's interpreter, with what it has compiled before.
    Pulley,
    /// V8.
    Node,
    /// V8, with Go's own files for its js/wasm ABI.
    NodeGoJs,
    /// The plugin as a program of the machine's.
    Native,
}

impl Peer {
    /// Whether a first run leaves something behind that makes the next ones faster.
    pub(crate) fn is_warm(self) -> bool {
        matches!(self, Self::BufwasmKept | Self::BufwasmAsked | Self::WazeroCompiler | Self::Wasmtime | Self::Pulley)
    }
}

const WASMI_CLI: &str = "2.0.0";
const WAZERO: &str = "v1.12.0";
const WAZERO_GO_JS: &str = "v1.6.0";

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bufwasm => f.write_str("bufwasm"),
            Self::BufwasmPlain => f.write_str("bufwasm, not optimised"),
            Self::BufwasmKept => f.write_str("bufwasm, optimised before"),
            Self::BufwasmAsked => f.write_str("bufwasm, asked before"),
            Self::Wasmi => write!(f, "wasmi {WASMI_CLI}"),
            Self::Wazero => write!(f, "wazero {WAZERO}, interpreter"),
            Self::WazeroCompiler => write!(f, "wazero {WAZERO}, compiler, warm"),
            Self::WazeroGoJs => write!(f, "wazero {WAZERO_GO_JS}, interpreter"),
            Self::Wasmtime => f.write_str("wasmtime, compiler, warm"),
            Self::Pulley => f.write_str("wasmtime, interpreter (Pulley)"),
            Self::Node | Self::NodeGoJs => f.write_str("Node"),
            Self::Native => f.write_str("native"),
        }
    }
}

/// Where the runtimes are.
pub(crate) struct Peers {
    bufwasm: PathBuf,
    /// This checkout's files beside this one.
    scripts: PathBuf,
    native: PathBuf,
    python: PathBuf,
    tools: PathBuf,
    /// Go's program that runs a guest of its js/wasm ABI under Node.
    go_js: PathBuf,
    /// What compilers have made before.
    kept: PathBuf,
}

impl Peers {
    /// Installs those that are `needed` and not there yet; bufwasm, if it is one of them, is built anew.
    pub(crate) fn install(workspace: &Workspace, needed: impl Iterator<Item = Peer>) -> Result<Self> {
        let tools = Tools::of(workspace);
        let peers = Self {
            bufwasm: workspace.target().join("release/bufwasm"),
            scripts: workspace.root().join("xtask/src/bench"),
            native: workspace.guests().join("native"),
            python: tools.python().join("bin/python"),
            tools: workspace.tools().join("peers"),
            go_js: tools.go_root().join("lib/wasm/wasm_exec_node.js"),
            kept: workspace.target().join("bench"),
        };
        fs::create_dir_all(&peers.kept)?;
        let mut is_built = false;
        for peer in needed {
            let is_there = match peer {
                Peer::Bufwasm | Peer::BufwasmPlain | Peer::BufwasmKept | Peer::BufwasmAsked => {
                    std::mem::replace(&mut is_built, true)
                }
                // The setup and the guests have brought these.
                Peer::Wasmtime | Peer::Pulley | Peer::Node | Peer::NodeGoJs | Peer::Native => true,
                Peer::Wasmi | Peer::Wazero | Peer::WazeroCompiler | Peer::WazeroGoJs => peers.program(peer).is_file(),
            };
            if is_there {
                continue;
            }
            eprintln!("building {peer} …");
            let mut command = match peer {
                Peer::Bufwasm | Peer::BufwasmPlain | Peer::BufwasmKept | Peer::BufwasmAsked => {
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
                Peer::Wazero | Peer::WazeroCompiler => peers.go_install(&tools, WAZERO)?,
                Peer::WazeroGoJs => peers.go_install(&tools, WAZERO_GO_JS)?,
                Peer::Wasmtime | Peer::Pulley | Peer::Node | Peer::NodeGoJs | Peer::Native => continue,
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
            Peer::Bufwasm | Peer::BufwasmPlain | Peer::BufwasmKept | Peer::BufwasmAsked => self.bufwasm.clone(),
            Peer::Wasmi => self.tools.join("wasmi/bin/wasmi"),
            Peer::Wazero | Peer::WazeroCompiler => self.tools.join(WAZERO).join("wazero"),
            Peer::WazeroGoJs => self.tools.join(WAZERO_GO_JS).join("wazero"),
            Peer::Wasmtime | Peer::Pulley => self.python.clone(),
            Peer::Node | Peer::NodeGoJs => "node".into(),
            Peer::Native => self.native.clone(),
        }
    }

    /// The command by which `peer` runs the guest at `path`, or the native plugin of the same name.
    pub(crate) fn command(&self, peer: Peer, path: &Path, environment: &[&str]) -> Result<Command> {
        let mut command = Command::new(self.program(peer));
        let name = match peer {
            Peer::Wasmi => {
                command.arg("run");
                "--env"
            }
            Peer::Bufwasm => {
                command.args(["run", "--no-cache"]);
                "--env"
            }
            Peer::BufwasmPlain => {
                command.args(["run", "--no-cache", "--optimise", "never"]);
                "--env"
            }
            Peer::BufwasmKept => {
                // A run that is watched is one: it is not answered by what an earlier one answered.
                command
                    .args(["run", "--optimise", "always", "--stats=/dev/null", "--cache-dir"])
                    .arg(self.kept.join("bufwasm"));
                "--env"
            }
            Peer::BufwasmAsked => {
                command.args(["run", "--cache-dir"]).arg(self.kept.join("bufwasm"));
                "--env"
            }
            Peer::Wazero | Peer::WazeroGoJs => {
                command.args(["run", "-interpreter"]);
                "-env"
            }
            Peer::WazeroCompiler => {
                command.arg("run").arg(format!("-cachedir={}", self.kept.join("wazero").display()));
                "-env"
            }
            Peer::Wasmtime | Peer::Pulley => {
                let mut env = Command::new("env");
                env.arg(format!("KEPT={}", self.kept.display()));
                env.arg(&self.python).arg(self.scripts.join("run_wasmtime.py"));
                env.arg(if peer == Peer::Pulley { "pulley" } else { "jit" }).arg(path);
                return Ok(env);
            }
            Peer::Node => {
                command.arg("--no-warnings").arg(self.scripts.join("run_node.mjs"));
                command.arg(path);
                return Ok(command);
            }
            Peer::NodeGoJs => {
                command.arg("--stack-size=8192").arg(&self.go_js).arg(path);
                return Ok(command);
            }
            Peer::Native => {
                let name = path.file_stem().unwrap_or_default();
                return Ok(Command::new(self.native.join(name)));
            }
        };
        for entry in environment {
            command.args([name, entry]);
        }
        command.arg(path);
        Ok(command)
    }
}
