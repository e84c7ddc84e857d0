//! Puts generated files into their places: all of them, or none, and only where something would change.
//!
//! What is [`Wanted`] is compared with what lies there. That gives [`Changes`], which can be shown, or carried out.

mod apply;
mod archive;
mod args;
mod changes;
mod clean;
mod compare;
mod diff;
mod error;
mod fold;
mod interrupt;
mod lock;
mod place;
mod report;
mod stage;
#[cfg(test)]
mod tests;
mod trash;

use std::path::{Path, PathBuf};

use bufwasm_codegen::OutputTree;

pub(crate) use args::WriteArgs;
use changes::Changes;
pub(crate) use clean::Precious;
pub(crate) use error::WriteError;
use interrupt::Interrupts;
use lock::Lock;
pub(crate) use stage::Made;
use stage::Staged;

use crate::failure::Result;
use crate::unfinished;

/// What is to be in the file system.
#[derive(Default)]
pub(crate) struct Wanted<'t> {
    /// Generated files, by the directory that they go to, or the archive that its path names.
    pub(crate) trees: Vec<(&'t Path, &'t OutputTree)>,
    /// Single files, whose directories have to be there. What a symbolic link leads to is replaced, not the link.
    pub(crate) files: Vec<(PathBuf, &'t [u8])>,
    /// If directories are to hold nothing but the generated files: what must not go with the rest.
    pub(crate) clean: Option<Precious>,
}

impl Wanted<'_> {
    /// What would change.
    ///
    /// # Errors
    ///
    /// A file cannot have its place, or a directory must not be cleaned.
    fn changes(&self) -> Result<Changes<'_>> {
        Ok(compare::with_disk(self)?)
    }

    /// Makes it so: first all files are written beside their places, then `last` is done, then they take them. If one of
    /// them cannot, the others give theirs back. Other processes that write into the same directories wait meanwhile.
    ///
    /// # Errors
    ///
    /// Those of [`Self::changes`] and `last`; a file cannot be written, or a signal came. All files are then as they were
    /// before.
    pub(crate) fn write(&self, last: impl FnOnce() -> Result<()>) -> Result<Changes<'_>> {
        let interrupts = Interrupts::watch();
        let changes = self.changes()?;
        // What a run that was killed has left may lie where this one has nothing to do.
        self.trees.iter().for_each(|(out, _)| unfinished::tidy(out));
        changes.files.iter().for_each(|change| unfinished::tidy(place::directory_of(&change.path)));
        if changes.is_empty() {
            return last().map(|()| changes);
        }
        self.write_alone(&interrupts, last)
    }

    /// The same, as the only one who writes into the directories.
    fn write_alone(&self, interrupts: &Interrupts, last: impl FnOnce() -> Result<()>) -> Result<Changes<'_>> {
        let directories = self.trees.iter().map(|(out, _)| *out).filter(|out| archive::Archive::named(out).is_none());
        let mut made = Made::default();
        let locks = Lock::all(directories, &mut made)?;
        let changes = self.changes()?;
        let mut staged = Staged::default();
        for change in changes.written() {
            interrupts.check()?;
            staged.file(change, &changes)?;
        }
        fold::refuse_twins(&changes)?;
        last()?;
        staged.commit(&changes, interrupts)?;
        made.keep();
        drop(locks);
        Ok(changes)
    }
}
