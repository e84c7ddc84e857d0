//! How a run ends, as every platform has to tell it.

use bufwasm::{Error, PluginExecutor, Stats};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::case::{Case, NAME};

/// The end of a run. Times are left out: they are all that may differ.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ended {
    /// The error's kind, as `bufwasm --error-format json` names it.
    pub(crate) kind: Option<String>,
    /// The error's words.
    pub(crate) message: Option<String>,
    /// The plugin's own; none if it did not exit by itself.
    pub(crate) exit_code: Option<u32>,
    /// SHA-256 of all it wrote to stdout.
    pub(crate) stdout: String,
    /// SHA-256 of all it wrote to stderr, in which invalid UTF-8 is replaced.
    pub(crate) stderr: String,
    pub(crate) stats: Spent,
}

/// What a run spent; all 0 if it could not begin.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Spent {
    pub(crate) fuel: u64,
    pub(crate) peak_pages: u64,
    pub(crate) refused_grows: u64,
    /// Of all functions together.
    pub(crate) host_calls: u64,
    pub(crate) stdin_bytes: u64,
    pub(crate) stdout_bytes: u64,
    pub(crate) stderr_bytes: u64,
}

impl Ended {
    /// Runs `case` by the library, on this machine.
    pub(crate) fn natively(case: &Case) -> Self {
        let (mut stdout, mut stderr, mut stats) = (Vec::new(), Vec::new(), Stats::default());
        let executor = PluginExecutor::builder().limits(case.limits.limits()).build();
        let ended = executor.compile(NAME, &case.module()).and_then(|plugin| {
            let options = bufwasm::RunOptions { stats: Some(&mut stats), ..case.options() };
            plugin.run(&mut &*case.stdin_bytes(), &mut stdout, &mut stderr, options)
        });
        let error = ended.err();
        Self {
            kind: error.as_ref().map(|error| error.kind().name().into()),
            message: error.as_ref().map(ToString::to_string),
            exit_code: error.as_ref().map_or(Some(0), Error::exit_code),
            stdout: sha256(&stdout),
            stderr: sha256(String::from_utf8_lossy(&stderr).as_bytes()),
            stats: Spent {
                fuel: stats.fuel,
                peak_pages: stats.peak_pages,
                refused_grows: stats.refused_grows,
                host_calls: stats.host_calls.values().sum(),
                stdin_bytes: stats.stdin_bytes,
                stdout_bytes: stats.stdout_bytes,
                stderr_bytes: stats.stderr_bytes,
            },
        }
    }
}

/// `bytes`' hash, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
