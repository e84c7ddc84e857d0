//! MapFs: the read-only file system a guest sees, an immutable tree built from a list of files.
//!
//! It has no operating system behind it, and knows nothing of WebAssembly. A directory exists if a file lies in it, or
//! if it is in the list itself; the root always exists. What a run may write lies in a scratch layer over it.

mod build;
mod error;
mod listing;
mod path;
mod scratch;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::HashSet;
use std::sync::Arc;

pub use error::MapFsError;
pub use listing::{Entries, Entry};
use path::FilePath;
pub(crate) use path::MAX_PATH_BYTES;
pub(crate) use scratch::{Attributes, End, Files, Last, Place, ScratchError, SetTime, Times, Walk};
pub use walk::LookupError;

/// A file to build a [`MapFs`] from, or a directory that is there even if nothing lies in it. Clones share the contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where the guest finds it. Leading `/` are dropped; `.` and `..` are resolved, never above the root. A path that
    /// ends in `/` is that of a directory, which has no contents.
    pub path: String,
    /// What it holds.
    pub contents: Arc<[u8]>,
}

impl File {
    /// A file at `path`.
    pub fn new(path: impl Into<String>, contents: impl Into<Arc<[u8]>>) -> Self {
        Self { path: path.into(), contents: contents.into() }
    }

    /// A directory at `path`.
    pub fn directory(path: impl Into<String>) -> Self {
        Self::new(path.into() + "/", [])
    }

    /// Where a guest finds it: its path from the root, with `.` and `..` resolved. That of a directory ends in `/`.
    ///
    /// # Errors
    ///
    /// Its path is none, such as an empty one.
    pub fn place(&self) -> Result<String, MapFsError> {
        let (directories, file) = match FilePath::parse(&self.path)? {
            FilePath::File(directories, file) => (directories, file),
            FilePath::Directory(directories) => (directories, ""),
        };
        let directories = directories.iter().map(|name| format!("/{name}")).collect::<String>();
        Ok(directories + "/" + file)
    }
}

/// A file or directory of one [`MapFs`].
///
/// The number depends only on the set of paths, not on their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Inode(u32);

impl Inode {
    /// The root directory.
    pub const ROOT: Self = Self(0);

    /// The number that guests see: 1 for the root, and never 0, which some C libraries take for a deleted entry.
    pub fn number(self) -> u64 {
        u64::from(self.0) + 1
    }
}

/// What an [`Inode`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// It has contents.
    File,
    /// It has entries.
    Directory,
    /// It is a symbolic link, which only a scratch layer has.
    Link,
}

/// The attributes of a file or directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Which one it is.
    pub inode: Inode,
    /// What it is.
    pub kind: FileKind,
    /// Bytes of a file's contents; 0 for a directory.
    pub len: u64,
    /// Hard links: 1 for a file; for a directory, 2 plus one for each directory in it, as POSIX counts.
    pub links: u64,
}

/// An immutable tree of files.
///
/// | operation | cost |
/// |---|---|
/// | building | O(n log n) in the paths' components |
/// | looking a path up | a binary search for each component |
/// | metadata, contents | O(1) |
/// | resuming a listing | O(1) |
///
/// ```
/// use bufwasm::fs::{File, Inode, MapFs};
///
/// let fs = MapFs::new([File::new("/etc/rules", *b"strict")]).unwrap();
/// let rules = fs.lookup(Inode::ROOT, "etc/./rules").unwrap();
/// assert_eq!(fs.contents(rules), Some(&b"strict"[..]));
/// assert_eq!(fs.path(rules), "/etc/rules");
/// ```
#[derive(Clone, Debug)]
pub struct MapFs {
    /// Breadth first, siblings sorted by name, so that a directory's entries lie side by side. The root is the first.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
struct Node {
    name: Box<str>,
    /// The root is its own parent.
    parent: Inode,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    File(Arc<[u8]>),
    Directory {
        /// The inode of the first entry.
        first: u32,
        /// How many entries there are.
        count: u32,
        /// How many of them are directories.
        directories: u32,
    },
}

impl MapFs {
    /// The tree that holds `files`.
    ///
    /// # Errors
    ///
    /// A path is empty, too long or contains a NUL byte; two paths name the same file; a path is both a file and a
    /// directory; or one that names a directory has contents.
    pub fn new(files: impl IntoIterator<Item = File>) -> Result<Self, MapFsError> {
        build::build(files)
    }

    /// The tree that holds `files` too; one at the path of a file of this tree takes its place.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new).
    pub fn with(&self, files: Vec<File>) -> Result<Self, MapFsError> {
        let replaced: HashSet<_> = files.iter().filter_map(|file| self.at(&file.path)).collect();
        let kept = self.numbered().filter(|(inode, _)| !replaced.contains(inode)).map(|(_, file)| file);
        Self::new(kept.chain(files.iter().cloned()))
    }

    /// The file that `path` names, if it is there, with `.` and `..` resolved as in the path of a [`File`].
    fn at(&self, path: &str) -> Option<Inode> {
        let FilePath::File(directories, name) = FilePath::parse(path).ok()? else { return None };
        let mut names = directories.into_iter().chain([name]);
        let found = names.try_fold(Inode::ROOT, |at, name| self.child(at, name).ok());
        found.filter(|&inode| self.contents(inode).is_some())
    }

    /// The attributes of `inode`.
    pub fn metadata(&self, inode: Inode) -> Metadata {
        let (kind, len, links) = match &self.node(inode).body {
            Body::File(contents) => (FileKind::File, contents.len() as u64, 1),
            Body::Directory { directories, .. } => (FileKind::Directory, 0, 2 + u64::from(*directories)),
        };
        Metadata { inode, kind, len, links }
    }

    /// The contents of `inode`; `None` if it is a directory.
    pub fn contents(&self, inode: Inode) -> Option<&[u8]> {
        match &self.node(inode).body {
            Body::File(contents) => Some(contents),
            Body::Directory { .. } => None,
        }
    }

    /// The directory that `inode` is in; the root is in itself.
    pub fn parent(&self, inode: Inode) -> Inode {
        self.node(inode).parent
    }

    /// The name of `inode` in its directory; empty for the root.
    pub fn name(&self, inode: Inode) -> &str {
        &self.node(inode).name
    }

    /// The absolute path of `inode`.
    pub fn path(&self, inode: Inode) -> String {
        let mut names = Vec::new();
        let mut at = inode;
        while at != Inode::ROOT {
            names.push(self.name(at));
            at = self.parent(at);
        }
        names.iter().rev().fold(String::new(), |path, name| path + "/" + name) + if names.is_empty() { "/" } else { "" }
    }

    /// Every file, and every directory in which there is nothing, in the order of their inodes. The contents are shared,
    /// not copied.
    pub fn files(&self) -> impl Iterator<Item = File> + '_ {
        self.numbered().map(|(_, file)| file)
    }

    fn numbered(&self) -> impl Iterator<Item = (Inode, File)> + '_ {
        (0..).map(Inode).zip(&self.nodes).filter_map(|(inode, node)| match &node.body {
            Body::File(contents) => Some((inode, File { path: self.path(inode), contents: Arc::clone(contents) })),
            Body::Directory { count: 0, .. } if inode != Inode::ROOT => {
                Some((inode, File::directory(self.path(inode))))
            }
            Body::Directory { .. } => None,
        })
    }

    /// To pass the inode of another tree is a mistake: it names some other node of this tree, or panics.
    fn node(&self, inode: Inode) -> &Node {
        &self.nodes[inode.0 as usize]
    }
}

impl Default for MapFs {
    /// The tree with nothing but its root.
    fn default() -> Self {
        let body = Body::Directory { first: 1, count: 0, directories: 0 };
        Self { nodes: vec![Node { name: "".into(), parent: Inode::ROOT, body }] }
    }
}
