//! What plugins write to stderr: passed on as it comes, or, for programs, kept until it can be part of a message.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::failure::{Failure, Result};
use crate::message;
use crate::pipe::Pipe;
use crate::terminal;

/// Bytes that are kept for a message: as many as the library keeps for its errors.
const MOST_KEPT: usize = 64 << 10;

/// What stands for all that came behind them.
const REST: &str = "… (the rest is left out)";

/// The stderr of a plugin.
pub(crate) enum Words {
    Passed(Pipe),
    Kept(Vec<u8>),
}

impl Words {
    /// That of a plugin that is about to be run.
    ///
    /// # Errors
    ///
    /// The process's own stderr cannot be used.
    pub(crate) fn new() -> Result<Self> {
        Ok(if message::is_json() { Self::Kept(Vec::new()) } else { Self::Passed(Pipe::stderr()?) })
    }

    /// Whether its reader has gone away.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(self, Self::Passed(pipe) if pipe.closed)
    }

    /// What was kept, if it is, as text.
    pub(crate) fn kept(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Passed(_) => None,
            Self::Kept(kept) => Some(String::from_utf8_lossy(kept)),
        }
    }

    /// What has come of the run of `plugin`. Programs read one message at a time: what was kept is part of its error, or a note.
    ///
    /// # Errors
    ///
    /// That of the run.
    pub(crate) fn told<T>(self, plugin: &str, ended: Result<T>) -> Result<T> {
        let kept = match self {
            Self::Passed(mut pipe) => {
                pipe.end_line();
                return ended;
            }
            Self::Kept(kept) => {
                let rest = if kept.len() == MOST_KEPT { REST } else { "" };
                String::from_utf8_lossy(&kept).into_owned() + rest
            }
        };
        if ended.is_ok() {
            message::words_of(plugin, &kept);
        }
        ended.map_err(|failure| {
            let kept = Some(kept).filter(|kept| !kept.is_empty()).map(Into::into);
            Failure { stderr: failure.stderr.or(kept), ..failure }
        })
    }
}

impl Write for Words {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Passed(pipe) => terminal::aside(|| pipe.write(bytes)),
            Self::Kept(kept) => {
                // What comes behind is of no use to a message.
                kept.extend_from_slice(&bytes[..bytes.len().min(MOST_KEPT - kept.len())]);
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Passed(pipe) => pipe.flush(),
            Self::Kept(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_a_bound_and_is_part_of_the_error() {
        let mut words = Words::Kept(Vec::new());
        for _ in 0..40 {
            words.write_all(&[b'x'; 50_000]).unwrap();
        }
        let told = words.told::<()>("x", Err(Failure::usage("no"))).unwrap_err();
        assert_eq!(told.stderr.as_deref(), Some(&*("x".repeat(MOST_KEPT) + REST)));
        let failure = Failure { stderr: Some("all".into()), ..Failure::usage("no") };
        let told = Words::Kept(b"a".to_vec()).told::<()>("x", Err(failure)).unwrap_err();
        assert_eq!(told.stderr.as_deref(), Some("all"), "the library's own words come first");
    }
}
