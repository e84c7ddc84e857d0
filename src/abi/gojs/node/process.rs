//! `process`: who the guest is, and where it works.

use super::argument;
use super::fs::{self, Errno};
use crate::abi::gojs::js::{Abrupt, Completion, Constant, Js, Template, Value};

/// `globalThis.process`; `syscall/fs_js.go` and `syscall/syscall_js.go`. `net/http/roundtrip_js.go` reads `argv0`.
///
/// The numbers are those that Go makes up for itself on wasip1 (`syscall/syscall_wasip1.go`), so that a plugin sees the same
/// under both ABIs.
pub(super) static PROCESS: Template = Template {
    properties: &[("argv0", Constant::Text("node")), ("pid", Constant::Number(3.0)), ("ppid", Constant::Number(2.0))],
    functions: &[
        ("chdir", chdir),
        ("cwd", cwd),
        ("getegid", get_id),
        ("geteuid", get_id),
        ("getgid", get_id),
        ("getgroups", get_groups),
        ("getuid", get_id),
        ("umask", umask),
    ],
};

/// The user and the group, real and effective.
const ID: u32 = 1;
/// The permissions that new files do not get at first.
pub(super) const UMASK: u32 = 0o022;

/// `process.cwd()`; `syscall.Getcwd`. The working directory is the root at first.
///
/// `ENOENT`: it was removed.
fn cwd(js: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Ok(working_directory(js)?.into())
}

/// The path of the working directory.
pub(super) fn working_directory(js: &mut Js<'_, '_>) -> Completion<String> {
    let directory = js.state().node.directory;
    match js.guest().files.path(directory) {
        Some(path) => Ok(path),
        None => Err(Abrupt::Throw(fs::system_error(js, Errno::Noent))),
    }
}

/// `process.chdir(directory)`; `syscall.Chdir`, `syscall.Fchdir`.
///
/// `ENOTDIR`: it is a file. Those of a path: `fs` has them.
fn chdir(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let path = argument::text(js, "directory", args, 0)?;
    let found = match fs::lookup(js, &path) {
        Ok(inode) if fs::is_directory(js, inode) => Ok(inode),
        Ok(_) => Err(Errno::Notdir),
        Err(errno) => Err(errno),
    };
    match found {
        Ok(inode) => {
            let left = std::mem::replace(&mut js.state_mut().node.directory, inode);
            js.guest().files.open(inode);
            js.guest().files.close(left);
        }
        Err(errno) => return Err(Abrupt::Throw(fs::system_error(js, errno))),
    }
    Ok(Value::Undefined)
}

/// `process.umask(mask)`; `syscall.Umask`. Sets the mask, and gives the one so far.
fn umask(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let mask = argument::integer(js, "mask", args, 0, (f64::from(i32::MIN), f64::from(u32::MAX)))?;
    let old = js.state().node.umask;
    js.state_mut().node.umask = mask as i64 as u32 & 0o777;
    Ok(old.into())
}

/// `process.getuid()` and the like; `syscall.Getuid`, `syscall.Getgid`, `syscall.Geteuid`, `syscall.Getegid`.
fn get_id(_: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Ok(ID.into())
}

/// `process.getgroups()`; `syscall.Getgroups`.
fn get_groups(js: &mut Js<'_, '_>, _: &Value, _: &[Value]) -> Completion {
    Ok(js.array(vec![ID.into()]).into())
}
