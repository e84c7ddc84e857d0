//! What keeps bytes from being a recording.

/// What a recording says first.
pub(crate) const FORMAT: &str = "bufwasm.replay.v1";
/// The most runs that are in one, and the most arguments, variables, files and limits that are in each.
pub(crate) const MOST_ITEMS: usize = 1 << 16;

/// Why bytes are no recording.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// They do not begin as one does.
    #[error("it is no recording: it does not begin as one does")]
    Format,
    /// They are one of another version.
    #[error("it is a recording of the format {0}, and this release of bufwasm reads {FORMAT}")]
    Version(String),
    /// They end too soon, or are no message.
    #[error("the recording is damaged: {0}")]
    Damaged(String),
    /// Something is not there.
    #[error("the recording is damaged: run {run} has no {what}")]
    Missing {
        /// Which run, from 1 on.
        run: usize,
        /// What it has not.
        what: &'static str,
    },
    /// There is more of something than can be.
    #[error("the recording has more {what} than {MOST_ITEMS}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
    },
    /// A name means nothing to this release.
    #[error("the recording names the {what} {name:?}, which this release of bufwasm does not know")]
    Unknown {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A limit has a value that it cannot have.
    #[error("the recording has a limit that cannot be: {0}")]
    Limit(String),
}
