//! The engines, and how each runs a program.

use super::ended::{Ended, How};
use crate::process::cannot_start;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    Bufwasm,
    /// The same, which optimises whatever it can.
    Optimised,
    /// wazero's interpreter.
    Wazero,
    /// wasmtime's compiler, by its package for Python: one process runs all programs.
    Wasmtime,
}

/// What programs find in their environment: a Go plugin's collector would go by the clock, and memory at the end with
/// it.
const ENVIRONMENT: (&str, &str) = ("GOGC", "off");

/// Where the engines' programs are.
pub(super) struct Engines {
    pub(super) bufwasm: PathBuf,
    pub(super) wazero: PathBuf,
    pub(super) python: PathBuf,
    /// `run_wasmtime.py`.
    pub(super) script: PathBuf,
}

/// A module to run, and what it reads from stdin.
pub(super) struct Program {
    pub(super) name: String,
    pub(super) wasm: PathBuf,
    pub(super) stdin: Option<PathBuf>,
    /// Whether it tells at the end how much memory it has.
    pub(super) tells_pages: bool,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bufwasm => "bufwasm",
            Self::Optimised => "bufwasm, optimised",
            Self::Wazero => "wazero's interpreter",
            Self::Wasmtime => "wasmtime",
        })
    }
}

impl Engines {
    /// Runs all `programs` under `engine`, and tells how they ended, in their order.
    pub(super) fn run(&self, engine: Engine, programs: &[Program]) -> Result<Vec<Ended>> {
        let (path, arguments): (_, &[_]) = match engine {
            Engine::Bufwasm => (&self.bufwasm, &["run", "--no-cache", "--optimise", "never", "--env"]),
            Engine::Optimised => (&self.bufwasm, &["run", "--no-cache", "--optimise", "always", "--env"]),
            Engine::Wazero => (&self.wazero, &["run", "-interpreter", "-env"]),
            Engine::Wasmtime => return self.run_wasmtime(programs),
        };
        programs.iter().map(|program| run(path, arguments, program)).collect()
    }

    fn run_wasmtime(&self, programs: &[Program]) -> Result<Vec<Ended>> {
        let room = tempfile::tempdir()?;
        let (stdout, stderr) = (room.path().join("stdout"), room.path().join("stderr"));
        let files = |number: usize| [&stdout, &stderr].map(|file| file.with_extension(number.to_string()));
        let tasks: Vec<_> =
            programs.iter().enumerate().map(|(number, program)| Task::of(program, files(number))).collect();
        let mut python = Command::new(&self.python);
        python.arg(&self.script).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = python.spawn().with_context(|| cannot_start(&python))?;
        child.stdin.take().context("stdin is piped")?.write_all(&serde_json::to_vec(&tasks)?)?;
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "wasmtime's script fails: {}", output.status);
        let lines = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Answer>();
        let ends = lines.zip(programs).enumerate().map(|(number, (answer, program))| {
            let (answer, [stdout, stderr]) = (answer?, files(number));
            let how = How::read(answer.code, &answer.message);
            Ok(Ended { how, stdout: written(&stdout)?, pages: program.pages(&written(&stderr)?) })
        });
        let ends = ends.collect::<Result<Vec<_>>>()?;
        ensure!(ends.len() == programs.len(), "wasmtime ran {} of {} programs", ends.len(), programs.len());
        Ok(ends)
    }
}

/// Runs `program` by a command line whose `arguments` are followed by the environment and the module.
fn run(engine: &Path, arguments: &[&str], program: &Program) -> Result<Ended> {
    let mut command = Command::new(engine);
    let (key, value) = ENVIRONMENT;
    command.args(arguments).arg(format!("{key}={value}")).arg(&program.wasm).env_clear();
    let stdin =
        program.stdin.as_ref().map(|path| File::open(path).with_context(|| format!("cannot read {}", path.display())));
    command.stdin(stdin.transpose()?.map_or_else(Stdio::null, Stdio::from));
    let output = command.output().with_context(|| cannot_start(&command))?;
    let words = String::from_utf8_lossy(&output.stderr);
    let how = match output.status.code() {
        Some(0) => How::Exited(0),
        Some(code) => How::read(Some(code), &words),
        None => How::Failed(format!("{}: {}", output.status, words.trim())),
    };
    Ok(Ended { how, stdout: output.stdout, pages: program.pages(&output.stderr) })
}

/// A file that is not there was not written to.
fn written(path: &Path) -> Result<Vec<u8>> {
    if path.exists() { Ok(fs::read(path)?) } else { Ok(Vec::new()) }
}

impl Program {
    fn pages(&self, stderr: &[u8]) -> Option<u32> {
        let told = stderr.first_chunk().filter(|_| self.tells_pages);
        told.map(|bytes| u32::from_le_bytes(*bytes))
    }
}

/// What `run_wasmtime.py` is asked.
#[derive(Serialize)]
struct Task<'a> {
    wasm: &'a Path,
    stdin: Option<&'a Path>,
    stdout: PathBuf,
    stderr: PathBuf,
    env: (&'static str, &'static str),
}

impl<'a> Task<'a> {
    fn of(program: &'a Program, [stdout, stderr]: [PathBuf; 2]) -> Self {
        Self { wasm: &program.wasm, stdin: program.stdin.as_deref(), stdout, stderr, env: ENVIRONMENT }
    }
}

/// What `run_wasmtime.py` answers.
#[derive(Deserialize)]
struct Answer {
    code: Option<i32>,
    message: String,
}
