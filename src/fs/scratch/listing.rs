//! Lists directories, from any place on.

use super::node::{Content, Node};
use super::{Files, View};
use crate::fs::{Entry, Inode, LookupError, listing::DOTS};

impl Files {
    /// The entry `name` of `directory`; `None` if there is none, or it is no directory.
    pub(super) fn entry(&self, directory: Inode, name: &str) -> Option<Inode> {
        match self.view(directory) {
            View::Changed(Node { body: Content::Directory(changed), .. }) => changed.get(&self.base, name),
            View::Own(_) => self.base.child(directory, name).ok(),
            _ => None,
        }
    }

    /// The entries of `directory` from `cookie` on, as [`MapFs::entries`](crate::fs::MapFs::entries) gives them. After
    /// the plugin's own come those that were added, in that order: so a listing goes on where it stopped whatever is
    /// added and removed meanwhile.
    ///
    /// # Errors
    ///
    /// [`LookupError::NotDirectory`].
    pub(crate) fn entries(&self, directory: Inode, cookie: u64) -> Result<Listing<'_>, LookupError> {
        match self.view(directory) {
            View::Own(_) => self.base.entries(directory, cookie).map(drop)?,
            View::Changed(Node { body: Content::Directory(_), .. }) => {}
            _ => return Err(LookupError::NotDirectory),
        }
        Ok(Listing { files: self, directory, cookie })
    }
}

/// The entries of a directory: `.`, `..`, then the others.
#[derive(Clone, Debug)]
pub(crate) struct Listing<'a> {
    files: &'a Files,
    directory: Inode,
    cookie: u64,
}

impl Listing<'_> {
    /// The same listing without `.` and `..`.
    pub(crate) fn without_dots(mut self) -> Self {
        self.cookie = self.cookie.max(DOTS);
        self
    }
}

impl<'a> Iterator for Listing<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let files = self.files;
        files.step();
        let (place, name, inode) = match (self.cookie, files.view(self.directory)) {
            (0, _) => (0, ".", self.directory),
            (1, _) => (1, "..", files.parent(self.directory)),
            (cookie, View::Changed(Node { body: Content::Directory(changed), .. })) => {
                let (place, name, inode) = changed.entry_from(&files.base, cookie - DOTS)?;
                (place + DOTS, name, inode)
            }
            (cookie, _) => {
                let entry = files.base.entries(self.directory, cookie).ok()?.next()?;
                (cookie, entry.name, entry.inode)
            }
        };
        self.cookie = place + 1;
        Some(Entry { name, inode, kind: files.kind(inode), next: self.cookie })
    }
}
