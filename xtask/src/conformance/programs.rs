//! The programs that are compared, and how each is called.

use super::table::Tree;
use crate::cargo::cargo;
use crate::files::files_below;
use crate::process::{cannot_start, run};
use crate::tools::Tools;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A compiler of bufwasm's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Compiler {
    /// protoc, as a guest.
    Protoc,
    #[value(name = "builtin")]
    BuiltIn,
}

impl Compiler {
    /// Its name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Protoc => "protoc",
            Self::BuiltIn => "builtin",
        }
    }
}

/// How bufwasm is built: what it is to run takes minutes so, and half an hour without optimisation.
const PROFILE: &str = "demo";

/// Where the programs are.
pub(super) struct Programs {
    bufwasm: PathBuf,
    /// Where protoc.wasm and the generators lie.
    modules: PathBuf,
    /// The native protoc of the guest's version.
    protoc: PathBuf,
    buf: PathBuf,
    /// Published plugins.
    guests: PathBuf,
    /// The compilers that are compared.
    pub(super) compilers: Vec<Compiler>,
    /// protoc's own .proto files.
    pub(super) include: PathBuf,
    /// Where what is compared may lie.
    pub(super) scratch: PathBuf,
}

impl Programs {
    /// Builds bufwasm; all others are there. The `compilers` are those to compare, or all.
    pub(super) fn build(workspace: &Workspace, modules: PathBuf, compilers: &[Compiler]) -> Result<Self> {
        let build = ["build", "--quiet", "--package", "bufwasm-cli", "--profile", PROFILE];
        run(cargo(workspace)?.args(build))?;
        let scratch = workspace.target().join("conformance");
        if scratch.exists() {
            fs::remove_dir_all(&scratch).with_context(|| format!("cannot remove {}", scratch.display()))?;
        }
        make(&scratch)?;
        let native = workspace.tools().join("protoc-guest");
        Ok(Self {
            bufwasm: workspace.built().join(PROFILE).join("bufwasm"),
            modules,
            protoc: native.join("bin/protoc"),
            buf: Tools::of(workspace).npm().join("node_modules/.bin/buf"),
            guests: workspace.guests(),
            compilers: if compilers.is_empty() { Compiler::value_variants() } else { compilers }.to_vec(),
            include: native.join("include"),
            scratch,
        })
    }

    /// `bufwasm generate` with this compiler, in `directory`, with room for all that there may be.
    pub(super) fn bufwasm(&self, compiler: Compiler, directory: &Path) -> Command {
        let mut command = Command::new(&self.bufwasm);
        command.env_clear().env("BUFWASM_PATH", &self.modules).current_dir(directory);
        command.args(["generate", "--quiet", "--no-cache", "--max-memory", "3GiB", "--max-output", "3GiB"]);
        command.args(["--compiler", compiler.name()]);
        command
    }

    /// The native protoc, in `directory`.
    pub(super) fn protoc(&self, directory: &Path) -> Command {
        let mut command = Command::new(&self.protoc);
        command.current_dir(directory);
        command
    }

    /// buf, in `directory`.
    pub(super) fn buf(&self, directory: &Path) -> Command {
        let mut command = Command::new(&self.buf);
        command.current_dir(directory);
        command
    }

    /// The guest `GROUP/NAME`.
    pub(super) fn guest(&self, name: &str) -> PathBuf {
        self.guests.join(name)
    }

    /// An empty directory called `name`.
    pub(super) fn room(&self, name: &str) -> Result<PathBuf> {
        let room = self.scratch.join(name);
        let _ = fs::remove_dir_all(&room); // it may not be there
        make(&room)?;
        Ok(room)
    }
}

fn make(directory: &Path) -> Result<()> {
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))
}

/// What `command` ended with.
pub(super) fn ended(command: &mut Command) -> Result<Output> {
    command.output().with_context(|| cannot_start(command))
}

/// What `command` wrote to stderr, if it failed.
pub(super) fn failure(command: &mut Command) -> Result<Option<String>> {
    let output = ended(command)?;
    Ok((!output.status.success()).then(|| complaints(&output)))
}

/// What a compiler says, without bufwasm's own last words.
pub(super) fn complaints(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let own = |line: &&str| !line.starts_with("bufwasm: protoc: ") && !line.starts_with("hint: ");
    stderr.lines().filter(own).map(|line| format!("{line}\n")).collect()
}

/// Every file below `directory`.
pub(super) fn tree(directory: &Path) -> Result<Tree> {
    let files = files_below(directory)?.into_iter().filter(|path| path.is_file());
    files
        .map(|path| {
            let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok((path.strip_prefix(directory)?.to_owned(), content))
        })
        .collect()
}
