//! Finds files and directories by path.

use super::{Body, Inode, MapFs};

/// Why a path leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// A name on the way is not there.
    #[error("no such file or directory")]
    NotFound,
    /// A name on the way, or a path's end with a slash, is a file.
    #[error("not a directory")]
    NotDirectory,
    /// The path leads out of the directory it must stay beneath.
    #[error("the path leads out of its directory")]
    Escapes,
    /// The path holds a NUL byte, which no name does.
    #[error("the path holds a NUL byte")]
    Nul,
    /// A name on the way is longer than 255 bytes, or the path longer than 4096.
    #[error("name too long")]
    NameTooLong,
    /// The path leads through more than 40 symbolic links, which only a scratch layer has.
    #[error("too many levels of symbolic links")]
    Loop,
}

impl MapFs {
    /// Where `path` leads from the directory `from`, as POSIX resolves it: an absolute path starts at the root, `..` stays
    /// there, and what is followed by `/` must be a directory.
    ///
    /// # Errors
    ///
    /// All but [`LookupError::Escapes`]. The empty path is [`LookupError::NotFound`].
    pub fn lookup(&self, from: Inode, path: &str) -> Result<Inode, LookupError> {
        let from = if path.starts_with('/') { Inode::ROOT } else { from };
        self.walk(from, path, |_| Ok(()))
    }

    /// Where `path` leads from the directory `from`, which it may not leave, not even to come back.
    ///
    /// # Errors
    ///
    /// Those of [`lookup`](Self::lookup), and [`LookupError::Escapes`] for an absolute path or one with too many `..`.
    pub fn lookup_beneath(&self, from: Inode, path: &str) -> Result<Inode, LookupError> {
        if path.starts_with('/') {
            return Err(LookupError::Escapes);
        }
        self.walk(from, path, |at| if at == from { Err(LookupError::Escapes) } else { Ok(()) })
    }

    /// The entry `name` of the directory `directory`.
    ///
    /// # Errors
    ///
    /// [`LookupError::NotDirectory`] or [`LookupError::NotFound`].
    pub fn child(&self, directory: Inode, name: &str) -> Result<Inode, LookupError> {
        let Body::Directory { first, count, .. } = self.node(directory).body else {
            return Err(LookupError::NotDirectory);
        };
        let entries = &self.nodes[first as usize..][..count as usize];
        let found = entries.binary_search_by(|node| (*node.name).cmp(name));
        found.map(|index| Inode(first + index as u32)).map_err(|_| LookupError::NotFound)
    }

    /// Walks `path` name by name; `leave` is asked before a `..` is followed.
    fn walk(
        &self,
        from: Inode,
        path: &str,
        leave: impl Fn(Inode) -> Result<(), LookupError>,
    ) -> Result<Inode, LookupError> {
        if path.is_empty() {
            return Err(LookupError::NotFound);
        }
        if path.contains('\0') {
            return Err(LookupError::Nul);
        }
        if path.len() > super::path::MAX_PATH_BYTES {
            return Err(LookupError::NameTooLong);
        }
        let mut at = from;
        for name in path.split('/') {
            self.directory(at)?;
            at = match name {
                "" | "." => at,
                ".." => {
                    leave(at)?;
                    self.parent(at)
                }
                name if name.len() > super::path::MAX_NAME_BYTES => return Err(LookupError::NameTooLong),
                name => self.child(at, name)?,
            };
        }
        Ok(at)
    }

    /// `Ok` if `inode` is a directory.
    pub(super) fn directory(&self, inode: Inode) -> Result<(), LookupError> {
        match self.node(inode).body {
            Body::Directory { .. } => Ok(()),
            Body::File(_) => Err(LookupError::NotDirectory),
        }
    }
}
