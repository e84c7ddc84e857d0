//! Opening files and directories, which may create files, and reading symbolic links.

use super::bind::host_functions;
use super::descriptors::Descriptor;
use super::errno::Errno;
use super::flags::{Fdflags, Lookupflags, Oflags, Rights};
use super::param::{Out, PathPtr, Ptr};
use super::path;
use super::{Call, HostFunction, WasiState};
use crate::fs::{End, FileKind, Inode, Last, Place, Walk};
use crate::guest::Object;

pub(super) const FUNCTIONS: &[HostFunction<WasiState>] = host_functions![
    path_open(fd, dirflags, path, path_len, oflags, fs_rights_base, fs_rights_inheriting, fdflags, opened_fd),
    path_readlink(fd, path, path_len, buf, buf_len, bufused),
];

/// Opens what the `path_len` bytes at `path` name beneath the directory `fd`, and writes the new descriptor, the lowest
/// number that is free, at `opened_fd`.
///
/// It has those of the rights `fs_rights_base` that apply to what was opened.
///
/// `ENOTCAPABLE`: `fd` does not pass one of the rights on, or lacks the one to create that `oflags` need, or the one to
/// truncate without passing on the one to set a size.
/// `EINVAL`: there are no such flags or rights, or `oflags` ask for a directory that is to be created or truncated.
/// `EFAULT`: the result lies outside memory (nothing is opened). Those of a path: see [`path`]. `EEXIST`: it exists, and
/// `oflags` have `CREAT` and `EXCL`. `ELOOP`: it is a symbolic link that is not to be followed. `ENOTDIR`: it is a file,
/// and `oflags` have `DIRECTORY`. `EISDIR`: it is a directory that would be created, truncated or written. `EROFS`: it is
/// a file that would be, and there is no scratch layer. `EMFILE`: 4096 descriptors are open. `ENOSPC`: the scratch layer
/// has no room for the new file.
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_open>
#[allow(clippy::too_many_arguments, reason = "the specification's")]
fn path_open(
    call: &mut Call<'_, '_>,
    fd: u32,
    dirflags: Lookupflags,
    path: PathPtr,
    path_len: u32,
    oflags: Oflags,
    fs_rights_base: Rights,
    fs_rights_inheriting: Rights,
    fdflags: Fdflags,
    opened_fd: Out<u32>,
) -> Result<(), Errno> {
    let parent = call.state.descriptors.get(fd)?;
    let directory = parent.directory(needed_rights(oflags, parent.inheriting))?;
    if !parent.inheriting.contains(fs_rights_base.or(fs_rights_inheriting)) {
        return Err(Errno::Notcapable);
    }
    if oflags.contains(Oflags::DIRECTORY) && oflags.intersects(CREATING.or(Oflags::TRUNC)) {
        return Err(Errno::Inval);
    }
    opened_fd.check(&call.memory)?;
    let end = if oflags.contains(CREATING) { End::Keep } else { path::end(dirflags) };
    let walk = Walk { beneath: true, end };
    let place = call.guest.files.place(directory, path.text(path_len, &call.memory)?, walk).map_err(Errno::from);
    let write = fs_rights_base.contains(Rights::FD_WRITE);
    let opened = place.and_then(|place| object(call, &place, oflags, write));
    let creates = oflags.contains(Oflags::CREAT);
    match opened {
        Err(Errno::Rofs) => call.guest.refuse_write(path.text(path_len, &call.memory)?, true),
        Err(Errno::Noent) if creates => call.guest.refuse_write(path.text(path_len, &call.memory)?, false),
        Err(Errno::Noent) if directory == Inode::ROOT => {
            call.guest.missing_file = Some(path.text(path_len, &call.memory)?.to_owned());
        }
        _ => {}
    }
    let (object, inode) = opened?;
    let descriptor = Descriptor::new(object, fdflags, fs_rights_base, fs_rights_inheriting);
    let opened = call.state.descriptors.insert(descriptor)?;
    call.guest.files.open(inode);
    opened_fd.write(&mut call.memory, opened)?;
    Ok(())
}

const CREATING: Oflags = Oflags::CREAT.or(Oflags::EXCL);

/// The rights that the directory must have, if it passes on those `inheriting`.
///
/// Where it passes on the right to set a file's size, whoever opens a file can truncate it in two steps, and so may in one.
/// Go opens the directory of an `os.Root` without the right to truncate, and then creates files in it with `TRUNC`.
fn needed_rights(oflags: Oflags, inheriting: Rights) -> Rights {
    let create = if oflags.contains(Oflags::CREAT) { Rights::PATH_CREATE_FILE } else { Rights::default() };
    let truncates = oflags.contains(Oflags::TRUNC) && !inheriting.contains(Rights::FD_FILESTAT_SET_SIZE);
    let truncate = if truncates { Rights::PATH_FILESTAT_SET_SIZE } else { Rights::default() };
    Rights::PATH_OPEN.or(create).or(truncate)
}

/// What the new descriptor is to refer to, which is created or truncated first if it has to be.
fn object(call: &mut Call<'_, '_>, place: &Place, oflags: Oflags, write: bool) -> Result<(Object, Inode), Errno> {
    let Some(inode) = place.existing()? else {
        let inode = create(call, place, oflags)?;
        return Ok((Object::File { inode, offset: 0 }, inode));
    };
    let (_, kind) = path::named(&call.guest.files, place)?;
    if oflags.contains(CREATING) {
        return Err(Errno::Exist);
    }
    let truncate = oflags.contains(Oflags::TRUNC);
    let changes = write || truncate;
    match kind {
        FileKind::Link => Err(Errno::Loop),
        FileKind::Directory if changes || oflags.contains(Oflags::CREAT) => Err(Errno::Isdir),
        FileKind::Directory => Ok((Object::Directory { inode }, inode)),
        FileKind::File if oflags.contains(Oflags::DIRECTORY) => Err(Errno::Notdir),
        FileKind::File if changes && !call.guest.files.writable() => Err(Errno::Rofs),
        FileKind::File => {
            call.state.descriptors.check_room()?;
            if truncate {
                let now = call.guest.clock.wall();
                call.guest.files.set_len(inode, 0, now)?;
            }
            Ok((Object::File { inode, offset: 0 }, inode))
        }
    }
}

/// The new file at `place`, where nothing is.
fn create(call: &mut Call<'_, '_>, place: &Place, oflags: Oflags) -> Result<Inode, Errno> {
    let Last::Name(name) = &place.last else { return Err(Errno::Noent) };
    if !oflags.contains(Oflags::CREAT) {
        return Err(Errno::Noent);
    }
    if !call.guest.files.writable() {
        return Err(Errno::Rofs);
    }
    if place.slash {
        return Err(Errno::Isdir);
    }
    call.state.descriptors.check_room()?;
    let now = call.guest.clock.wall();
    Ok(call.guest.files.create(place.directory, name, now)?)
}

/// Writes what the symbolic link at `path` contains at `buf`, as much of it as the `buf_len` bytes there take, and the
/// number of bytes written at `bufused`.
///
/// Those of a path: see [`path`]. `EINVAL`: it is no symbolic link. `EFAULT`: the buffer or the result lies outside
/// memory (nothing is written).
///
/// Specification: <https://github.com/WebAssembly/WASI/blob/wasi-0.1/preview1/docs.md#path_readlink>
fn path_readlink(
    call: &mut Call<'_, '_>,
    fd: u32,
    path: PathPtr,
    path_len: u32,
    buf: Ptr,
    buf_len: u32,
    bufused: Out<u32>,
) -> Result<(), Errno> {
    let inode = path::existing(call, fd, Rights::PATH_READLINK, Lookupflags::default(), path, path_len)?;
    let target = call.guest.files.link_target(inode).ok_or(Errno::Inval)?;
    bufused.check(&call.memory)?;
    let buffer = call.memory.bytes_mut(buf.0, buf_len)?;
    let count = target.len().min(buffer.len());
    buffer[..count].copy_from_slice(&target.as_bytes()[..count]);
    bufused.write(&mut call.memory, count as u32)?;
    Ok(())
}
