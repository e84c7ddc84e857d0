//! What a campaign tells while it goes on.

use crate::finding::Finding;
use crate::verdict::Fault;

/// What a campaign has come to.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// Runs with new requests.
    pub runs: u64,
    /// Blocks of the plugin's code that ran.
    pub blocks: usize,
    /// Blocks that the plugin's code has.
    pub all_blocks: usize,
    /// Requests that are kept because they made something new happen.
    pub kept: usize,
    /// Runs in which the plugin refused the request in its own words.
    pub refused: u64,
    /// Findings so far.
    pub findings: usize,
}

/// What a campaign tells while it goes on.
#[derive(Debug)]
pub enum Event<'a> {
    /// It came further.
    Progress(&'a Progress),
    /// It makes the request of a new finding smaller.
    Minimising(&'a Fault),
    /// It found something.
    Found(&'a Finding),
    /// It has a request that protoc could send for what it had found with another.
    Improved(&'a Finding),
}
