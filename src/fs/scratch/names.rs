//! Gives names, takes them away, and moves them.

use super::contents::Contents;
use super::directory::Directory;
use super::layer::{Layer, name_cost};
use super::node::{Content, DIRECTORY_MODE, FILE_MODE, LINK_MODE, Node};
use super::{Files, ScratchError};
use crate::fs::path::MAX_NAME_BYTES;
use crate::fs::{FileKind, Inode, MapFs};

impl Files {
    /// Creates an empty file.
    ///
    /// # Errors
    ///
    /// [`ScratchError::ReadOnly`]; [`Exists`](ScratchError::Exists); [`NotFound`](ScratchError::NotFound): the directory
    /// was removed; [`Full`](ScratchError::Full). All that change names have these, and change nothing when they fail.
    pub(crate) fn create(&mut self, directory: Inode, name: &str, now: u64) -> Result<Inode, ScratchError> {
        self.add(directory, name, Node::new(Content::File(Contents::default()), FILE_MODE, now), now)
    }

    /// Creates an empty directory.
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create).
    pub(crate) fn create_directory(&mut self, directory: Inode, name: &str, now: u64) -> Result<Inode, ScratchError> {
        let body = Content::Directory(Box::new(Directory::new(directory, name.into())));
        self.add(directory, name, Node::new(body, DIRECTORY_MODE, now), now)
    }

    /// Creates a symbolic link that holds `target`, which need not lead anywhere.
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create).
    pub(crate) fn create_link(
        &mut self,
        directory: Inode,
        name: &str,
        target: &str,
        now: u64,
    ) -> Result<Inode, ScratchError> {
        self.add(directory, name, Node::new(Content::Link(target.into()), LINK_MODE, now), now)
    }

    /// Gives `inode` one more name.
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create); [`ScratchError::LinkToDirectory`].
    pub(crate) fn link(&mut self, inode: Inode, directory: Inode, name: &str, now: u64) -> Result<(), ScratchError> {
        let is_directory = self.kind(inode) == FileKind::Directory;
        let (base, layer) = self.name_to_add(directory, name)?;
        if is_directory {
            return Err(ScratchError::LinkToDirectory);
        }
        layer.node(base, inode)?;
        layer.node(base, directory)?;
        layer.budget.take(name_cost(name))?;
        layer.add_name(base, directory, name, inode, now);
        if let Some(node) = layer.node_anyway(base, inode) {
            node.names += 1;
            node.times.changed = now;
        }
        Ok(())
    }

    /// Takes a name from a file or a symbolic link, which is gone with its last name unless it is open.
    ///
    /// # Errors
    ///
    /// [`ScratchError::ReadOnly`], [`NotFound`](ScratchError::NotFound), [`IsDirectory`](ScratchError::IsDirectory).
    pub(crate) fn unlink(&mut self, directory: Inode, name: &str, now: u64) -> Result<(), ScratchError> {
        let (inode, kind) = self.name_to_remove(directory, name)?;
        if kind == FileKind::Directory {
            return Err(ScratchError::IsDirectory);
        }
        self.change(|base, layer| {
            layer.remove_name(base, directory, name, inode, now);
            Ok(())
        })
    }

    /// Removes an empty directory.
    ///
    /// # Errors
    ///
    /// [`ScratchError::ReadOnly`], [`NotFound`](ScratchError::NotFound), [`NotDirectory`](ScratchError::NotDirectory),
    /// [`NotEmpty`](ScratchError::NotEmpty).
    pub(crate) fn remove_directory(&mut self, directory: Inode, name: &str, now: u64) -> Result<(), ScratchError> {
        let (inode, kind) = self.name_to_remove(directory, name)?;
        if kind != FileKind::Directory {
            return Err(ScratchError::NotDirectory);
        }
        if !self.is_empty(inode) {
            return Err(ScratchError::NotEmpty);
        }
        self.change(|base, layer| {
            layer.remove_name(base, directory, name, inode, now);
            Ok(())
        })
    }

    /// Moves the name `from` of the first directory to the name `to` of the second, and replaces what is there. Where
    /// both already name the same file, nothing happens.
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create) but `Exists`; [`NotDirectory`](ScratchError::NotDirectory),
    /// [`IsDirectory`](ScratchError::IsDirectory): one of the two is a directory, and the other is none;
    /// [`NotEmpty`](ScratchError::NotEmpty): the replaced one; [`Inside`](ScratchError::Inside).
    pub(crate) fn rename(
        &mut self,
        (old_directory, from): (Inode, &str),
        (new_directory, to): (Inode, &str),
        now: u64,
    ) -> Result<(), ScratchError> {
        let (inode, kind) = self.name_to_remove(old_directory, from)?;
        self.in_being(new_directory, to)?;
        let replaced = self.entry(new_directory, to);
        if replaced == Some(inode) {
            return Ok(());
        }
        if kind == FileKind::Directory && self.is_within(new_directory, inode) {
            return Err(ScratchError::Inside);
        }
        if let Some(replaced) = replaced {
            if self.is_within(old_directory, replaced) {
                return Err(ScratchError::NotEmpty);
            }
            self.may_replace(kind, replaced)?;
        }
        self.change(|base, layer| {
            for changed in [inode, old_directory, new_directory] {
                layer.node(base, changed)?;
            }
            // Nothing may fail from here on.
            layer.budget.take(name_cost(to))?;
            if let Some(replaced) = replaced {
                layer.remove_name(base, new_directory, to, replaced, now);
            }
            layer.take_entry(base, old_directory, from, kind, now);
            layer.add_name(base, new_directory, to, inode, now);
            if let Some(node) = layer.node_anyway(base, inode) {
                node.times.changed = now;
                if let Content::Directory(moved) = &mut node.body {
                    (moved.parent, moved.name) = (new_directory, to.into());
                }
            }
            Ok(())
        })
    }

    /// Whether the directory `inode` has no entries but `.` and `..`.
    pub(crate) fn is_empty(&self, inode: Inode) -> bool {
        self.entries(inode, 0).is_ok_and(|entries| entries.without_dots().next().is_none())
    }

    fn add(&mut self, directory: Inode, name: &str, node: Node, now: u64) -> Result<Inode, ScratchError> {
        let (base, layer) = self.name_to_add(directory, name)?;
        let inode = Inode(layer.next);
        let next = layer.next.checked_add(1).ok_or(ScratchError::Full)?;
        layer.node(base, directory)?;
        layer.budget.take(node.cost() + name_cost(name))?;
        layer.nodes.insert(inode, node);
        layer.add_name(base, directory, name, inode, now);
        layer.next = next;
        Ok(inode)
    }

    /// The layer, if `name` can be added to `directory`.
    fn name_to_add(&mut self, directory: Inode, name: &str) -> Result<(&MapFs, &mut Layer), ScratchError> {
        self.in_being(directory, name)?;
        if self.entry(directory, name).is_some() {
            return Err(ScratchError::Exists);
        }
        self.layer.as_mut().map(|layer| (&*self.base, layer)).ok_or(ScratchError::ReadOnly)
    }

    /// What `name` of `directory` is, if it can be taken away.
    fn name_to_remove(&self, directory: Inode, name: &str) -> Result<(Inode, FileKind), ScratchError> {
        if self.layer.is_none() {
            return Err(ScratchError::ReadOnly);
        }
        let inode = self.entry(directory, name).ok_or(ScratchError::NotFound)?;
        Ok((inode, self.kind(inode)))
    }

    /// Whether `directory` is one that can have the entry `name`.
    fn in_being(&self, directory: Inode, name: &str) -> Result<(), ScratchError> {
        if self.layer.is_none() {
            return Err(ScratchError::ReadOnly);
        }
        if name.is_empty() || name.len() > MAX_NAME_BYTES || name.contains(['/', '\0']) || matches!(name, "." | "..") {
            return Err(ScratchError::BadName);
        }
        let attributes = self.attributes(directory);
        match attributes.kind {
            FileKind::Directory if attributes.links > 0 => Ok(()),
            FileKind::Directory => Err(ScratchError::NotFound),
            FileKind::File | FileKind::Link => Err(ScratchError::NotDirectory),
        }
    }

    /// Whether what is of `kind` may take the place of `replaced`.
    fn may_replace(&self, kind: FileKind, replaced: Inode) -> Result<(), ScratchError> {
        match (kind, self.kind(replaced)) {
            (FileKind::Directory, FileKind::Directory) if !self.is_empty(replaced) => Err(ScratchError::NotEmpty),
            (FileKind::Directory, FileKind::Directory) => Ok(()),
            (FileKind::Directory, _) => Err(ScratchError::NotDirectory),
            (_, FileKind::Directory) => Err(ScratchError::IsDirectory),
            _ => Ok(()),
        }
    }

    /// Whether the directory `inode` is `ancestor`, or lies below it.
    fn is_within(&self, inode: Inode, ancestor: Inode) -> bool {
        let mut at = inode;
        while at != ancestor {
            self.step();
            let parent = self.parent(at);
            if parent == at {
                return false;
            }
            at = parent;
        }
        true
    }

    fn change<T>(
        &mut self,
        change: impl FnOnce(&MapFs, &mut Layer) -> Result<T, ScratchError>,
    ) -> Result<T, ScratchError> {
        change(&self.base, self.layer.as_mut().ok_or(ScratchError::ReadOnly)?)
    }
}
