//! The table of open descriptors.

use super::errno::Errno;
use super::flags::{Fdflags, Filetype, Rights};
use crate::fs::Inode;
use crate::guest::{MAX_DESCRIPTORS, Object};

/// An open descriptor.
#[derive(Clone, Debug)]
pub(super) struct Descriptor {
    pub(super) object: Object,
    pub(super) flags: Fdflags,
    /// What it may be used for itself.
    pub(super) base: Rights,
    /// What the descriptors opened through it may be used for at most.
    pub(super) inheriting: Rights,
    /// The name under which the guest finds it at its start, if it was open then and is a directory.
    pub(super) preopen: Option<&'static str>,
}

/// Rights that apply to a standard stream, beside the one to read or to write it.
const STREAM: Rights = Rights::FD_DATASYNC
    .or(Rights::FD_SYNC)
    .or(Rights::FD_FDSTAT_SET_FLAGS)
    .or(Rights::FD_FILESTAT_GET)
    .or(Rights::POLL_FD_READWRITE);

/// Rights that apply to a regular file.
const FILE: Rights = STREAM
    .or(Rights::FD_READ)
    .or(Rights::FD_WRITE)
    .or(Rights::FD_SEEK)
    .or(Rights::FD_TELL)
    .or(Rights::FD_ADVISE)
    .or(Rights::FD_ALLOCATE)
    .or(Rights::FD_FILESTAT_SET_SIZE)
    .or(Rights::FD_FILESTAT_SET_TIMES);

/// Rights that apply to a directory.
const DIRECTORY: Rights = Rights::FD_DATASYNC
    .or(Rights::FD_SYNC)
    .or(Rights::FD_FDSTAT_SET_FLAGS)
    .or(Rights::FD_READDIR)
    .or(Rights::FD_FILESTAT_GET)
    .or(Rights::FD_FILESTAT_SET_TIMES)
    .or(Rights::PATH_CREATE_DIRECTORY)
    .or(Rights::PATH_CREATE_FILE)
    .or(Rights::PATH_LINK_SOURCE)
    .or(Rights::PATH_LINK_TARGET)
    .or(Rights::PATH_OPEN)
    .or(Rights::PATH_READLINK)
    .or(Rights::PATH_RENAME_SOURCE)
    .or(Rights::PATH_RENAME_TARGET)
    .or(Rights::PATH_FILESTAT_GET)
    .or(Rights::PATH_FILESTAT_SET_SIZE)
    .or(Rights::PATH_FILESTAT_SET_TIMES)
    .or(Rights::PATH_SYMLINK)
    .or(Rights::PATH_REMOVE_DIRECTORY)
    .or(Rights::PATH_UNLINK_FILE);

impl Object {
    /// The type that the guest sees. Streams are of unknown type, as pipes are elsewhere: a guest that took them for
    /// terminals would colour its output, flush each line, or show its usage instead of reading stdin.
    pub(super) fn filetype(self) -> Filetype {
        match self {
            Self::Stdin | Self::Stdout | Self::Stderr => Filetype::Unknown,
            Self::File { .. } => Filetype::RegularFile,
            Self::Directory { .. } => Filetype::Directory,
        }
    }

    /// The rights that make sense for it.
    pub(super) fn applicable(self) -> Rights {
        match self {
            Self::Stdin => STREAM.or(Rights::FD_READ),
            Self::Stdout | Self::Stderr => STREAM.or(Rights::FD_WRITE),
            Self::File { .. } => FILE,
            Self::Directory { .. } => DIRECTORY,
        }
    }
}

impl Descriptor {
    /// A descriptor with as many of the rights as make sense for what it refers to.
    pub(super) fn new(object: Object, flags: Fdflags, base: Rights, inheriting: Rights) -> Self {
        let inheriting = match object {
            Object::Directory { .. } => inheriting,
            _ => Rights::default(),
        };
        Self { object, flags, base: base.and(object.applicable()), inheriting, preopen: None }
    }

    /// `ENOTCAPABLE`: it lacks any of `rights`.
    pub(super) fn allow(&self, rights: Rights) -> Result<(), Errno> {
        if self.base.contains(rights) { Ok(()) } else { Err(Errno::Notcapable) }
    }

    /// The directory it refers to.
    ///
    /// `ENOTDIR`: it is none. `ENOTCAPABLE`: it lacks any of `rights`.
    pub(super) fn directory(&self, rights: Rights) -> Result<Inode, Errno> {
        let Object::Directory { inode } = self.object else { return Err(Errno::Notdir) };
        self.allow(rights)?;
        Ok(inode)
    }
}

/// The open descriptors, by number.
pub(super) struct Descriptors(Vec<Option<Descriptor>>);

impl Descriptors {
    /// Standard streams as 0, 1 and 2, and the directory `root` as 3, which the guest finds under the name `/`.
    pub(super) fn new(root: Inode) -> Self {
        let open = |object| Descriptor::new(object, Fdflags::default(), Rights::ALL, Rights::ALL);
        let preopen = Descriptor { preopen: Some("/"), ..open(Object::Directory { inode: root }) };
        Self(vec![Some(open(Object::Stdin)), Some(open(Object::Stdout)), Some(open(Object::Stderr)), Some(preopen)])
    }

    /// The descriptor `fd`.
    ///
    /// `EBADF`: it is not open.
    pub(super) fn get(&self, fd: u32) -> Result<&Descriptor, Errno> {
        self.0.get(fd as usize).and_then(Option::as_ref).ok_or(Errno::Badf)
    }

    /// The descriptor `fd`, to be changed.
    ///
    /// `EBADF`: it is not open.
    pub(super) fn get_mut(&mut self, fd: u32) -> Result<&mut Descriptor, Errno> {
        self.0.get_mut(fd as usize).and_then(Option::as_mut).ok_or(Errno::Badf)
    }

    /// `EMFILE`: there are [`MAX_DESCRIPTORS`] already.
    pub(super) fn check_room(&self) -> Result<(), Errno> {
        let full = self.0.len() == MAX_DESCRIPTORS && self.0.iter().all(Option::is_some);
        if full { Err(Errno::Mfile) } else { Ok(()) }
    }

    /// Gives `descriptor` the lowest number that is free.
    ///
    /// `EMFILE`: there are [`MAX_DESCRIPTORS`] already.
    pub(super) fn insert(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        let free = self.0.iter().position(Option::is_none).unwrap_or(self.0.len());
        if free == MAX_DESCRIPTORS {
            return Err(Errno::Mfile);
        }
        if free == self.0.len() {
            self.0.push(None);
        }
        self.0[free] = Some(descriptor);
        Ok(free as u32)
    }

    /// Frees the number `fd`.
    ///
    /// `EBADF`: it is not open.
    pub(super) fn remove(&mut self, fd: u32) -> Result<Descriptor, Errno> {
        self.0.get_mut(fd as usize).and_then(Option::take).ok_or(Errno::Badf)
    }

    /// Gives the descriptor `from` the number `to`, which loses its own. What had that number before is closed.
    ///
    /// `EBADF`: either is not open (nothing changes).
    pub(super) fn renumber(&mut self, from: u32, to: u32) -> Result<Option<Descriptor>, Errno> {
        self.get(to)?;
        let descriptor = self.remove(from)?;
        Ok(self.0[to as usize].replace(descriptor))
    }
}
