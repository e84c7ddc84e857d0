//! What is known of files without reading them.

use super::error::Errno;
use super::{Outcome, fd, path};
use crate::abi::gojs::js::{Class, Completion, Intrinsic, Invocation, Js, Shape, Value, natives};
use crate::abi::gojs::node::argument;
use crate::fs::{FileKind, Inode};
use crate::guest::Object;

pub(super) const S_IFMT: u32 = 0o170_000;
pub(super) const S_IFIFO: u32 = 0o010_000;
pub(super) const S_IFCHR: u32 = 0o020_000;
pub(super) const S_IFDIR: u32 = 0o040_000;
pub(super) const S_IFBLK: u32 = 0o060_000;
pub(super) const S_IFREG: u32 = 0o100_000;
pub(super) const S_IFLNK: u32 = 0o120_000;
pub(super) const S_IFSOCK: u32 = 0o140_000;

pub(super) const W_OK: u32 = 2;
pub(super) const X_OK: u32 = 1;

/// `fs.Stats`: what `fs.stat` gives. It is no global. `os/stat_js.go` reads its mode, `syscall.Open` asks `isDirectory()`.
pub(in crate::abi::gojs::node) const STATS: Class = Class::new(
    Intrinsic::Stats,
    0,
    new_stats,
    Shape {
        functions: natives![
            is_block_device(0) as "isBlockDevice",
            is_character_device(0) as "isCharacterDevice",
            is_directory(0) as "isDirectory",
            is_fifo(0) as "isFIFO",
            is_file(0) as "isFile",
            is_socket(0) as "isSocket",
            is_symbolic_link(0) as "isSymbolicLink",
        ],
        getters: natives![atime(0), mtime(0), ctime(0), birthtime(0),],
        constants: &[],
    },
);

/// The attributes of a file. Its times are always 0, 1970-01-01T00:00:00Z; it belongs to user and group 0, and anybody may
/// read it.
struct Attributes {
    dev: u32,
    mode: u32,
    links: u64,
    ino: u64,
    size: u64,
}

/// The device that all files are on. Streams are on none, 0.
const DEVICE: u32 = 1;
/// Bytes of a block, as far as `blksize` goes.
const BLOCK_BYTES: u32 = 4096;
/// Bytes of a block, as far as `blocks` goes.
const SECTOR_BYTES: u64 = 512;

impl Attributes {
    fn of_inode(js: &mut Js<'_, '_>, inode: Inode) -> Self {
        let metadata = js.guest().files.metadata(inode);
        let mode = match metadata.kind {
            FileKind::File => S_IFREG | 0o444,
            FileKind::Directory => S_IFDIR | 0o555,
        };
        Self { dev: DEVICE, mode, links: metadata.links, ino: inode.number(), size: metadata.len }
    }

    /// Streams look like pipes: a guest that took them for terminals would colour its output, or show its usage instead of
    /// reading stdin.
    fn of_object(js: &mut Js<'_, '_>, object: Object) -> Self {
        match object {
            Object::File { inode, .. } | Object::Directory { inode } => Self::of_inode(js, inode),
            Object::Stdin | Object::Stdout | Object::Stderr => {
                Self { dev: 0, mode: S_IFIFO | 0o600, links: 1, ino: 0, size: 0 }
            }
        }
    }

    fn into_stats(self, js: &mut Js<'_, '_>) -> Value {
        let id = js.plain_instance(Intrinsic::Stats);
        let numbers: [(&str, f64); 14] = [
            ("dev", self.dev.into()),
            ("mode", self.mode.into()),
            ("nlink", self.links as f64),
            ("uid", 0.0),
            ("gid", 0.0),
            ("rdev", 0.0),
            ("blksize", BLOCK_BYTES.into()),
            ("ino", self.ino as f64),
            ("size", self.size as f64),
            ("blocks", self.size.div_ceil(SECTOR_BYTES) as f64),
            ("atimeMs", 0.0),
            ("mtimeMs", 0.0),
            ("ctimeMs", 0.0),
            ("birthtimeMs", 0.0),
        ];
        for (name, number) in numbers {
            js.define(id, name, number.into());
        }
        id.into()
    }
}

/// `fs.stat(path)` and `fs.lstat(path)`, which are the same without symbolic links; `syscall.Stat`, `syscall.Lstat`.
///
/// Those of a path: see [`path`].
pub(super) fn stat(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let inode = path::existing(js, args)?;
    Ok(Attributes::of_inode(js, inode).into_stats(js))
}

/// `fs.fstat(fd)`; `syscall.Fstat`.
///
/// `EBADF`: `fd` is not open.
pub(super) fn fstat(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let fd = fd(js, args)?;
    let object = js.state().node.descriptors.get(fd)?;
    Ok(Attributes::of_object(js, object).into_stats(js))
}

/// `fs.access(path, mode = F_OK)`, for programs that call it through `syscall/js`.
///
/// `EROFS`: it is to be written. `EACCES`: it is a file that is to be executed. Those of a path: see [`path`].
pub(super) fn access(js: &mut Js<'_, '_>, args: &[Value]) -> Outcome {
    let path = path::argument(js, "path", args, 0)?;
    let mode = match args.get(1) {
        None | Some(Value::Undefined | Value::Null) => 0,
        Some(mode) => argument::integer(js, "mode", mode, 0.0, 7.0)? as u32,
    };
    let inode = path::lookup(js, &path)?;
    if mode & W_OK != 0 {
        return Err(Errno::Rofs.into());
    }
    if mode & X_OK != 0 && !path::is_directory(js, inode) {
        return Err(Errno::Acces.into());
    }
    Ok(Value::Undefined)
}

/// `fs.existsSync(path)`: false for anything that is no path.
pub(super) fn exists_sync(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Value::Text(path) = call.arg(0) else { return Ok(false.into()) };
    Ok(path::lookup(js, &path.to_utf8()).is_ok().into())
}

fn new_stats(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Err(js.type_error("Illegal constructor"))
}

/// Whether the type in `this.mode` is `kind`.
fn is(js: &mut Js<'_, '_>, call: &Invocation<'_>, kind: u32) -> Completion {
    let Some(id) = call.this.object() else { return Ok(false.into()) };
    let mode = js.get(id, "mode")?;
    Ok(matches!(mode, Value::Number(mode) if mode as u32 & S_IFMT == kind).into())
}

/// Declares the functions that ask for a type.
macro_rules! questions {
    ($($name:ident: $kind:ident;)*) => {$(
        fn $name(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            is(js, call, $kind)
        }
    )*};
}

questions! {
    is_block_device: S_IFBLK;
    is_character_device: S_IFCHR;
    is_directory: S_IFDIR;
    is_fifo: S_IFIFO;
    is_file: S_IFREG;
    is_socket: S_IFSOCK;
    is_symbolic_link: S_IFLNK;
}

/// Declares the times, which are `Date`s of the milliseconds beside them.
macro_rules! times {
    ($($name:ident: $millis:literal;)*) => {$(
        fn $name(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
            let Some(id) = call.this.object() else { return Ok(Value::Undefined) };
            let millis = js.get(id, $millis)?;
            let dates = js.realm().prototype(Intrinsic::Date);
            let class = js.get(dates, "constructor")?;
            js.construct(&class, &[millis])
        }
    )*};
}

times! {
    atime: "atimeMs";
    mtime: "mtimeMs";
    ctime: "ctimeMs";
    birthtime: "birthtimeMs";
}
