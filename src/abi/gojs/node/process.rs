//! `process`: who the guest is, where it works, and how it ends.

use super::argument;
use super::fs::{self, Errno};
use crate::abi::gojs::js::{Abrupt, Completion, Invocation, Js, Member, Microtask, Shape, Value, natives};
use crate::run::Stop;

/// `globalThis.process`; `syscall/fs_js.go`, `syscall/syscall_js.go`.
///
/// The numbers are those that Go makes up for itself on wasip1 (`syscall/syscall_wasip1.go`), so that a plugin sees the same
/// under both ABIs. `net/http/roundtrip_js.go` reads `argv0`.
pub(super) const PROCESS: Shape = Shape {
    functions: natives![
        chdir(1),
        cwd(0),
        exit(1),
        get_id(0) as "getegid",
        get_id(0) as "geteuid",
        get_id(0) as "getgid",
        get_groups(0) as "getgroups",
        get_id(0) as "getuid",
        next_tick(1) as "nextTick",
        umask(1),
        uptime(0),
    ],
    getters: &[],
    constants: &[
        ("arch", Member::Text("wasm")),
        ("argv0", Member::Text(NODE)),
        ("pid", Member::Number(3.0)),
        ("platform", Member::Text("linux")),
        ("ppid", Member::Number(2.0)),
        ("stderr", Member::Object(&Shape::functions(natives![write_stderr(1) as "write"]))),
        ("stdout", Member::Object(&Shape::functions(natives![write_stdout(1) as "write"]))),
        ("version", Member::Text("v20.0.0")),
        ("versions", Member::Object(&Shape { constants: &[("node", Member::Text("20.0.0"))], ..Shape::EMPTY })),
    ],
};

/// What Node is called in `argv`.
const NODE: &str = "node";
/// The user and the group, real and effective.
const ID: u32 = 1;
/// The permissions that new files do not get at first.
pub(super) const UMASK: u32 = 0o022;
/// Nanoseconds in a second.
const SECOND: f64 = 1e9;

/// Adds the arguments and the environment of the run, as `argv` and `env`.
pub(super) fn install(js: &mut Js<'_, '_>) -> Completion<()> {
    let global = js.realm().global;
    let Some(process) = js.get(global, "process")?.object() else { return Ok(()) };
    let guest = js.guest();
    let argv = [NODE.to_owned()].into_iter().chain(guest.args.clone()).map(Value::from).collect();
    let entries = guest.env.clone();
    let argv = js.array(argv);
    js.define(process, "argv", argv.into());
    let env = js.object([]);
    for entry in &entries {
        let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
        js.define(env, name, value.into());
    }
    js.define(process, "env", env.into());
    Ok(())
}

/// `process.cwd()`; `syscall.Getcwd`. The working directory is the root at first.
fn cwd(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(working_directory(js).into())
}

/// The path of the working directory.
pub(super) fn working_directory(js: &mut Js<'_, '_>) -> String {
    let directory = js.state().node.directory;
    js.guest().files.path(directory)
}

/// `process.chdir(directory)`; `syscall.Chdir`, `syscall.Fchdir`.
///
/// `ENOTDIR`: it is a file. Those of a path: `fs` has them.
fn chdir(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let path = argument::text(js, "directory", &call.arg(0))?;
    let found = match fs::lookup(js, &path.to_utf8()) {
        Ok(inode) if fs::is_directory(js, inode) => Ok(inode),
        Ok(_) => Err(Errno::Notdir),
        Err(errno) => Err(errno),
    };
    match found {
        Ok(inode) => js.state_mut().node.directory = inode,
        Err(errno) => {
            let from = working_directory(js).into();
            return Err(Abrupt::Throw(fs::system_error(js, errno, "chdir", &[from, path.into()])?));
        }
    }
    Ok(Value::Undefined)
}

/// `process.umask(mask)`; `syscall.Umask`. Gives the mask so far, and sets it if there is an argument.
fn umask(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let old = js.state().node.umask;
    if !call.arg(0).is_undefined() {
        js.state_mut().node.umask = argument::mode(js, "mask", &call.arg(0))? & 0o777;
    }
    Ok(old.into())
}

/// `process.getuid()` and the like; `syscall.Getuid`, `syscall.Getgid`, `syscall.Geteuid`, `syscall.Getegid`.
fn get_id(_: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(ID.into())
}

/// `process.getgroups()`; `syscall.Getgroups`.
fn get_groups(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok(js.array(vec![ID.into()]).into())
}

/// `process.exit(code = 0)` ends the run. The operating system keeps 8 bits of the code.
fn exit(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let code = match call.arg(0) {
        Value::Undefined | Value::Null => 0.0,
        code => argument::integer(js, "code", &code, i32::MIN.into(), i32::MAX.into())?,
    };
    Err(Stop::Exit((code as i32 & 0xff) as u32).into())
}

/// `process.nextTick(callback, ...args)` calls it when what is under way has returned.
fn next_tick(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let callback = call.arg(0);
    if !js.is_callable(&callback) {
        return Err(js.invalid_argument("callback", "of type function", &callback));
    }
    let callback = match call.rest(1) {
        [] => callback,
        args => js.bind(&callback, args)?,
    };
    js.reserve(size_of::<Microtask>())?;
    js.state_mut().events.microtask(Microtask::Call { callback });
    Ok(Value::Undefined)
}

/// `process.uptime()`: seconds since the run began.
fn uptime(js: &mut Js<'_, '_>, _: &Invocation<'_>) -> Completion {
    Ok((js.guest().clock.monotonic() as f64 / SECOND).into())
}

/// `process.stdout.write(data)`, as `fs.writeSync`.
fn write_stdout(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    fs::write_now(js, 1, call.arg(0))
}

/// `process.stderr.write(data)`, as `fs.writeSync`.
fn write_stderr(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    fs::write_now(js, 2, call.arg(0))
}
