//! The files of one run: the plugin's own, and over them a scratch layer in memory, if the run has one.
//!
//! Nothing of it reaches the plugin's own tree, which other runs share: an inode of that tree that changes is copied
//! into the layer, a file's contents page by page. All that a layer holds counts for its bound, inodes and names too. It
//! knows no ABI; who calls it says what time it is.

mod budget;
mod change;
mod contents;
mod directory;
mod error;
mod layer;
mod listing;
mod names;
mod node;
#[cfg(test)]
mod tests;
mod walk;

use std::cell::Cell;
use std::sync::Arc;

use self::layer::Layer;
use self::node::{Content, DIRECTORY_MODE, FILE_MODE, Node};
use super::{Body, FileKind, Inode, LookupError, MapFs};

pub(crate) use self::change::SetTime;
pub(crate) use self::error::ScratchError;
pub(crate) use self::node::Times;
pub(crate) use self::walk::{End, Last, Place, Walk};

/// What is known of a file, a directory or a symbolic link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attributes {
    pub(crate) inode: Inode,
    pub(crate) kind: FileKind,
    /// Bytes of a file's contents, or of what a symbolic link holds; 0 for a directory.
    pub(crate) len: u64,
    /// Hard links; for a directory, 2 plus one for each directory in it, as POSIX counts.
    pub(crate) links: u64,
    /// All 0 for what the run has not changed.
    pub(crate) times: Times,
    /// Permissions as Unix counts them, which nothing checks; `None` where nothing can be written.
    pub(crate) mode: Option<u32>,
    /// The user and the group that it belongs to.
    pub(crate) owner: (u32, u32),
}

/// The files that one run sees.
#[derive(Debug)]
pub(crate) struct Files {
    base: Arc<MapFs>,
    layer: Option<Layer>,
    /// Steps that lookups and listings took since somebody last asked.
    steps: Cell<u64>,
}

/// Where the truth about an inode stands.
enum View<'a> {
    Changed(&'a Node),
    Own(&'a Body),
    /// Nobody holds an inode for longer than it exists: [`Files::open`] sees to it.
    Gone,
}

impl Files {
    /// The plugin's own files, under a layer of `scratch_bytes`; 0 is none.
    pub(crate) fn new(base: Arc<MapFs>, scratch_bytes: u64) -> Self {
        let next = base.nodes.len() as u32;
        let layer = (scratch_bytes > 0).then(|| Layer::new(next, scratch_bytes));
        Self { base, layer, steps: Cell::new(0) }
    }

    /// The same files as at the beginning of the run.
    pub(crate) fn begin_again(self) -> Self {
        let scratch_bytes = self.layer.map_or(0, |layer| layer.budget.limit());
        Self::new(self.base, scratch_bytes)
    }

    /// The most bytes that all files and their paths can have together, but for holes and for directories in directories.
    pub(crate) fn most(&self) -> u64 {
        let own = self.base.files().map(|file| (file.path.len() + file.contents.len()) as u64);
        own.sum::<u64>().saturating_add(self.layer.as_ref().map_or(0, |layer| layer.budget.limit()))
    }

    /// Whether anything can be written.
    pub(crate) fn writable(&self) -> bool {
        self.layer.is_some()
    }

    /// Bytes that the layer would have come to, had nothing been refused for want of room; `None` if nothing was.
    pub(crate) fn wanted(&self) -> Option<u64> {
        self.layer.as_ref()?.budget.wanted()
    }

    /// The steps of lookups and listings since the last call, each of which takes about as long as another.
    pub(crate) fn take_steps(&self) -> u64 {
        self.steps.take()
    }

    /// Keeps `inode` in being, whatever becomes of its names, until it is [closed](Self::close).
    pub(crate) fn open(&mut self, inode: Inode) {
        if let Some(layer) = &mut self.layer {
            *layer.open.entry(inode).or_default() += 1;
        }
    }

    /// Undoes one [`open`](Self::open). What has neither a name nor anybody who has it open is gone.
    pub(crate) fn close(&mut self, inode: Inode) {
        let Some(layer) = &mut self.layer else { return };
        if let Some(count) = layer.open.get_mut(&inode) {
            *count -= 1;
            if *count == 0 {
                layer.open.remove(&inode);
                layer.release(inode);
            }
        }
    }

    /// The attributes of `inode`.
    pub(crate) fn attributes(&self, inode: Inode) -> Attributes {
        match self.view(inode) {
            View::Changed(node) => {
                let (len, links) = match &node.body {
                    Content::File(contents) => (contents.len(), node.names.into()),
                    Content::Link(target) => (target.len() as u64, node.names.into()),
                    Content::Directory(_) if node.names == 0 => (0, 0),
                    Content::Directory(directory) => (0, 2 + u64::from(directory.directories)),
                };
                let Node { times, mode, owner, .. } = *node;
                Attributes { inode, kind: node.kind(), len, links, times, mode: Some(mode), owner }
            }
            View::Own(body) => {
                let metadata = self.base.metadata(inode);
                let mode = match body {
                    Body::File(_) => FILE_MODE,
                    Body::Directory { .. } => DIRECTORY_MODE,
                };
                Attributes {
                    inode,
                    kind: metadata.kind,
                    len: metadata.len,
                    links: metadata.links,
                    times: Times::default(),
                    mode: self.writable().then_some(mode),
                    owner: (0, 0),
                }
            }
            View::Gone => {
                let (kind, times) = (FileKind::File, Times::default());
                Attributes { inode, kind, len: 0, links: 0, times, mode: None, owner: (0, 0) }
            }
        }
    }

    /// What `inode` is.
    pub(crate) fn kind(&self, inode: Inode) -> FileKind {
        self.attributes(inode).kind
    }

    /// Fills as much of `buffer` as the file has bytes from `offset` on, and gives their number.
    pub(crate) fn read(&self, inode: Inode, offset: u64, buffer: &mut [u8]) -> usize {
        match self.view(inode) {
            View::Changed(Node { body: Content::File(contents), .. }) => contents.read(offset, buffer),
            View::Own(Body::File(contents)) => {
                let rest = usize::try_from(offset).ok().and_then(|offset| contents.get(offset..)).unwrap_or_default();
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                count
            }
            _ => 0,
        }
    }

    /// What the symbolic link `inode` holds; `None` if it is none.
    pub(crate) fn link_target(&self, inode: Inode) -> Option<&str> {
        match self.view(inode) {
            View::Changed(Node { body: Content::Link(target), .. }) => Some(target),
            _ => None,
        }
    }

    /// The directory that the directory `inode` is in; the root, and one that was removed, is in itself.
    pub(crate) fn parent(&self, inode: Inode) -> Inode {
        match self.view(inode) {
            View::Changed(Node { body: Content::Directory(directory), .. }) => directory.parent,
            View::Own(_) => self.base.parent(inode),
            _ => inode,
        }
    }

    /// The absolute path of the directory `inode`; `None` if it was removed.
    pub(crate) fn path(&self, inode: Inode) -> Option<String> {
        let mut names = Vec::new();
        let mut at = inode;
        while at != Inode::ROOT {
            self.step();
            names.push(match self.view(at) {
                View::Changed(Node { body: Content::Directory(directory), names: 1.., .. }) => &*directory.name,
                View::Own(_) => self.base.name(at),
                _ => return None,
            });
            at = self.parent(at);
        }
        let path = names.iter().rev().fold(String::new(), |path, name| path + "/" + name);
        Some(if path.is_empty() { "/".into() } else { path })
    }

    fn view(&self, inode: Inode) -> View<'_> {
        let changed = self.layer.as_ref().and_then(|layer| layer.nodes.get(&inode));
        match (changed, self.base.nodes.get(inode.0 as usize)) {
            (Some(node), _) => View::Changed(node),
            (None, Some(node)) => View::Own(&node.body),
            (None, None) => View::Gone,
        }
    }

    fn step(&self) {
        self.steps.set(self.steps.get() + 1);
    }
}
