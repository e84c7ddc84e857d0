//! How a guest came to an end that is no success.

use std::fmt;

use super::size::Amount;

/// The plugin exited by itself with a code other than 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("plugin exited with code {exit_code}")]
pub struct PluginExecutionError {
    /// The code, never 0.
    pub exit_code: u32,
    /// What the plugin wrote to stderr: all of it, or its beginning and its end. Invalid UTF-8 is replaced.
    pub stderr: String,
}

/// How a guest came to its end after its memory was refused, or its scratch layer was full.
#[derive(Debug)]
pub enum GuestEnd {
    /// It exited by itself.
    Exit(PluginExecutionError),
    /// It trapped, in the engine's or the ABI's words.
    Trap {
        /// The engine's or the ABI's words.
        message: String,
        /// What the plugin wrote to stderr.
        stderr: String,
    },
}

impl fmt::Display for GuestEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(error) => write!(f, "exited with code {}", error.exit_code),
            Self::Trap { message, .. } => write!(f, "trapped: {message}"),
        }
    }
}

pub(super) fn scratch_limit(limit: &u64, end: &GuestEnd) -> String {
    format!("the plugin filled its scratch layer of {} and {end}", Amount(*limit))
}

pub(super) fn memory_limit(refused: &u64, cap: &u32, end: &GuestEnd) -> String {
    let (refused, cap) = (Amount::of_pages(*refused), Amount::of_pages((*cap).into()));
    format!("the plugin was refused {refused} more memory (the cap is {cap}) and {end}")
}
