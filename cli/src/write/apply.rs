//! Writes what is wanted, or tells what would change.

use std::time::Instant;

use bufwasm::ErrorKind;

use super::{Wanted, WriteArgs, fold};
use crate::failure::{Failure, Result};
use crate::{message, output};

impl WriteArgs {
    /// Writes what is `wanted`, or tells what would change. `last` is done before files take their places, if they do. What
    /// was done since `begun` is summed up.
    ///
    /// # Errors
    ///
    /// A file cannot be written; or there are differences, and none must be. Nothing is written then.
    pub(crate) fn apply(&self, wanted: &Wanted<'_>, begun: Instant, last: impl FnOnce() -> Result<()>) -> Result<()> {
        if !self.check && !self.dry_run {
            let changes = wanted.write(last)?;
            if self.json {
                return output::print(changes.json(begun.elapsed(), false).as_bytes());
            }
            if !wanted.trees.is_empty() {
                message::note(&changes.summary(begun.elapsed()));
            }
            return Ok(());
        }
        let changes = wanted.changes()?;
        fold::refuse_twins_unwritten(&changes)?;
        let shown = match (self.json, self.check) {
            (true, shows_diff) => changes.json(begun.elapsed(), shows_diff),
            (false, true) => changes.diff(),
            (false, false) => changes.listed(),
        };
        output::print(shown.as_bytes())?;
        if self.check && changes.different() > 0 {
            return Err(stale(changes.different()));
        }
        if !self.json {
            message::note(&if self.check { "all files are as generated".to_owned() } else { changes.would() });
        }
        Ok(())
    }
}

/// What lies there is not what would be generated.
fn stale(files: usize) -> Failure {
    let (plural, verb) = if files == 1 { ("", "is") } else { ("s", "are") };
    let message = format!("{files} file{plural} {verb} not as generated");
    Failure::new(ErrorKind::Findings, message).hint("the same command without --check writes them".to_owned())
}
