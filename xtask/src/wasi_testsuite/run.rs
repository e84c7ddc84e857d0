//! One test under the `bufwasm` command.

use super::suite::{Specification, Test};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// How files are held while a test runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    ReadOnly,
    /// Under a layer in which the test can write.
    Scratch,
}

impl Files {
    /// What the suite's Rust tests are told of the host they run on (their `src/config.rs` reads it): without a scratch
    /// layer, a file that is open cannot be removed, so that there is nothing to see of one that was. With one, error
    /// codes are those of Unix.
    const fn configuration(self) -> (&'static str, &'static str) {
        match self {
            Self::ReadOnly => ("NO_DANGLING_FILESYSTEM", "1"),
            Self::Scratch => ("ERRNO_MODE_UNIX", "1"),
        }
    }

    const fn options(self) -> &'static [&'static str] {
        match self {
            Self::ReadOnly => &[],
            Self::Scratch => &["--scratch", "16MiB"],
        }
    }
}

/// Where the suite's tests in Rust are, which read its configuration.
const CONFIGURED: &str = "rust/";

/// The host that tests run on.
pub(super) struct Host {
    pub(super) bufwasm: PathBuf,
    /// Where the calls of the test that runs are written.
    pub(super) trace: PathBuf,
}

/// What came of a test.
pub(super) enum Ending {
    Passed,
    Failed {
        why: String,
        /// The last call that the host refused because the file system is read-only, as the trace shows it.
        refused: Option<String>,
    },
}

impl Host {
    /// Runs `test`, and compares how it ends with its specification.
    pub(super) fn run(&self, test: &Test, files: Files) -> Result<Ending> {
        let mut command = self.command(test, files);
        let output = command.output().with_context(|| format!("cannot start {}", self.bufwasm.display()))?;
        Ok(match difference(&test.specification, &output) {
            None => Ending::Passed,
            Some(why) => Ending::Failed { why, refused: self.last_refused()? },
        })
    }

    fn command(&self, test: &Test, files: Files) -> Command {
        let Specification { args, env, root, .. } = &test.specification;
        let configuration = test.name.starts_with(CONFIGURED).then_some(files.configuration());
        let env = env.iter().map(|(key, value)| (key.as_str(), value.as_str())).chain(configuration);
        let mut command = Command::new(&self.bufwasm);
        command.stdin(Stdio::null()).args(["run", "--timeout", "60s"]).args(files.options());
        command.arg(format!("--trace={}", self.trace.display()));
        for (key, value) in env {
            command.arg("--env").arg(format!("{key}={value}"));
        }
        if let Some(root) = root {
            command.arg("--dir").arg(format!("/={}", test.wasm.with_file_name(root).display()));
        }
        command.arg(&test.wasm).arg("--").args(args);
        command
    }

    fn last_refused(&self) -> Result<Option<String>> {
        let trace = fs::read(&self.trace).with_context(|| format!("cannot read {}", self.trace.display()))?;
        let trace = String::from_utf8_lossy(&trace);
        Ok(trace.lines().rfind(|line| line.ends_with("= EROFS")).map(str::to_owned))
    }
}

/// How `output` is not what the specification says.
fn difference(specification: &Specification, output: &Output) -> Option<String> {
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.code() != Some(specification.exit_code) {
        let said = stderr.trim_end().replace('\n', "; ");
        return Some(format!("{}, not {}: {said}", output.status, specification.exit_code));
    }
    let streams =
        [("stdout", &specification.stdout, &output.stdout), ("stderr", &specification.stderr, &output.stderr)];
    streams.into_iter().find_map(|(stream, expected, written)| {
        let expected = expected.as_ref().filter(|expected| expected.as_bytes() != written)?;
        Some(format!("{stream} is {:?}, not {expected:?}", String::from_utf8_lossy(written)))
    })
}
