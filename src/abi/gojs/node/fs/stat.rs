//! What is known of files without reading them.

use super::{FsResult, fd, path};
use crate::abi::gojs::js::{Completion, Js, Template, Value};
use crate::fs::{FileKind, Inode, Times};
use crate::guest::Object;

/// The kind of a file, in its mode.
const S_IFMT: u32 = 0o170_000;
const S_IFIFO: u32 = 0o010_000;
const S_IFDIR: u32 = 0o040_000;
const S_IFREG: u32 = 0o100_000;
const S_IFLNK: u32 = 0o120_000;

/// What `fs.stat` gives, beside the numbers; it is no global.
pub(in crate::abi::gojs::node) static STATS: Template = Template::functions(&[("isDirectory", is_directory)]);

/// The attributes of a file. What the run has not changed has the times 0, 1970-01-01T00:00:00Z, and belongs to user and
/// group 0; anybody may read it.
struct Attributes {
    dev: u32,
    mode: u32,
    links: u64,
    ino: u64,
    size: u64,
    owner: (u32, u32),
    times: Times,
}

/// The device that all files are on. Streams are on none, 0.
const DEVICE: u32 = 1;
/// Bytes of a block, as far as `blksize` goes.
const BLOCK_BYTES: u32 = 4096;
/// Bytes of a block, as far as `blocks` goes.
const SECTOR_BYTES: u64 = 512;

impl Attributes {
    fn of_inode(js: &mut Js<'_, '_>, inode: Inode) -> Self {
        let crate::fs::Attributes { kind, len, links, times, mode, owner, .. } = js.guest().files.attributes(inode);
        let (kind, read_only) = match kind {
            FileKind::File => (S_IFREG, 0o444),
            FileKind::Directory => (S_IFDIR, 0o555),
            FileKind::Link => (S_IFLNK, 0o777),
        };
        let mode = kind | mode.unwrap_or(read_only);
        Self { dev: DEVICE, mode, links, ino: inode.number(), size: len, owner, times }
    }

    /// Streams look like pipes: a guest that took them for terminals would colour its output, or show its usage instead of
    /// reading stdin.
    fn of_object(js: &mut Js<'_, '_>, object: Object) -> Self {
        match object {
            Object::File { inode, .. } | Object::Directory { inode } => Self::of_inode(js, inode),
            Object::Stdin | Object::Stdout | Object::Stderr => {
                let times = Times::default();
                Self { dev: 0, mode: S_IFIFO | 0o600, links: 1, ino: 0, size: 0, owner: (0, 0), times }
            }
        }
    }

    /// `syscall/fs_js.go`, `setStat`, reads these.
    fn into_stats(self, js: &mut Js<'_, '_>) -> Value {
        let prototype = js.state().node.stats;
        let id = js.inheriting(prototype);
        let numbers: [(&str, f64); 13] = [
            ("dev", self.dev.into()),
            ("ino", self.ino as f64),
            ("mode", self.mode.into()),
            ("nlink", self.links as f64),
            ("uid", self.owner.0.into()),
            ("gid", self.owner.1.into()),
            ("rdev", 0.0),
            ("size", self.size as f64),
            ("blksize", BLOCK_BYTES.into()),
            ("blocks", self.size.div_ceil(SECTOR_BYTES) as f64),
            ("atimeMs", millis(self.times.accessed)),
            ("mtimeMs", millis(self.times.modified)),
            ("ctimeMs", millis(self.times.changed)),
        ];
        for (name, number) in numbers {
            js.define(id, name, number.into());
        }
        id.into()
    }
}

/// Nanoseconds as milliseconds.
fn millis(nanos: u64) -> f64 {
    nanos as f64 / 1e6
}

/// `fs.lstat(path)`, of a symbolic link itself; `syscall.Lstat`.
///
/// Those of a path: see [`path`].
pub(super) fn lstat(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let path = path::argument(js, "path", args, 0)?;
    let inode = path::lookup_link(js, &path)?;
    Ok(Attributes::of_inode(js, inode).into_stats(js))
}

/// `fs.stat(path)`; `syscall.Stat`.
///
/// Those of a path: see [`path`].
pub(super) fn stat(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let inode = path::existing(js, args)?;
    Ok(Attributes::of_inode(js, inode).into_stats(js))
}

/// `fs.fstat(fd)`; `syscall.Fstat`.
///
/// `EBADF`: `fd` is not open.
pub(super) fn fstat(js: &mut Js<'_, '_>, args: &[Value]) -> FsResult {
    let fd = fd(js, args)?;
    let object = js.state().node.descriptors.get(fd)?.object;
    Ok(Attributes::of_object(js, object).into_stats(js))
}

/// `stats.isDirectory()`; `syscall.Open`.
fn is_directory(js: &mut Js<'_, '_>, this: &Value, _: &[Value]) -> Completion {
    let mode = this.object().map(|id| js.get(id, "mode"));
    Ok(matches!(mode, Some(Value::Number(mode)) if mode as u32 & S_IFMT == S_IFDIR).into())
}
