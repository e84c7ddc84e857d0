//! Lists directories, from any place on.

use super::{Body, FileKind, Inode, LookupError, MapFs};

/// An entry of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its name; `.` and `..` come before all others.
    pub name: &'a str,
    /// Which one it is.
    pub inode: Inode,
    /// What it is.
    pub kind: FileKind,
    /// Where a listing goes on after this entry.
    pub next: u64,
}

/// The entries of a directory: `.`, `..`, then the others sorted by the bytes of their names.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    fs: &'a MapFs,
    directory: Inode,
    first: u32,
    count: u32,
    cookie: u64,
}

/// The entries that are not in the tree: `.` and `..`.
pub(super) const DOTS: u64 = 2;

impl MapFs {
    /// The entries of `directory` from `cookie` on: 0 is the start, [`Entry::next`] any other place, and a cookie past
    /// the end gives nothing.
    ///
    /// # Errors
    ///
    /// [`LookupError::NotDirectory`].
    pub fn entries(&self, directory: Inode, cookie: u64) -> Result<Entries<'_>, LookupError> {
        match self.node(directory).body {
            Body::Directory { first, count, .. } => Ok(Entries { fs: self, directory, first, count, cookie }),
            Body::File(_) => Err(LookupError::NotDirectory),
        }
    }
}

impl<'a> Entries<'a> {
    /// The same listing without `.` and `..`.
    pub fn without_dots(mut self) -> Self {
        self.cookie = self.cookie.max(DOTS);
        self
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (name, inode) = match self.cookie {
            0 => (".", self.directory),
            1 => ("..", self.fs.parent(self.directory)),
            cookie => {
                let index = u32::try_from(cookie - DOTS).ok().filter(|&index| index < self.count)?;
                let inode = Inode(self.first + index);
                (self.fs.name(inode), inode)
            }
        };
        self.cookie += 1;
        Some(Entry { name, inode, kind: self.fs.metadata(inode).kind, next: self.cookie })
    }
}
