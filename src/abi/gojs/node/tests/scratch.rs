//! A scratch layer beside a real directory: the same operations on both have the same results, and leave the same tree.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{bytes, bytes_of, fs as call, property, show};
use crate::abi::gojs::js::{Completion, Js, Value};
use crate::abi::gojs::tests::with_scratch;

/// The plugin's own files; the first takes more than a page of the layer's.
const OWN: [(&str, usize); 4] = [("a", 9000), ("b/a", 10), ("b/b/a", 0), ("c/c", 4096)];
/// Names that paths are made of.
const NAMES: [&str; 4] = ["a", "b", "c", "d"];
/// What symbolic links hold: none leads out of the tree, from wherever it is.
const TARGETS: [&str; 5] = ["a", "b/b", "d", "c/", "b/a"];
/// Bytes that an operation writes at most.
const MAX_WRITE: usize = 6000;

/// One operation, and its paths.
#[derive(Clone, Debug)]
enum Op {
    /// Opens with Linux's flags and keeps the file open, until it is closed or something else takes its place.
    Open(usize, String, u32),
    Close(usize),
    WriteAt(usize, u64, usize),
    Append(usize, usize),
    ReadAt(usize, u64, usize),
    SetLen(usize, u64),
    Stat(usize),
    Truncate(String, u64),
    Mkdir(String),
    Rmdir(String),
    Unlink(String),
    Rename(String, String),
    Link(String, String),
    Symlink(&'static str, String),
    Readlink(String),
    Chmod(String, u32),
}

/// Files that may be open at a time.
const SLOTS: usize = 3;

fn path() -> impl Strategy<Value = String> {
    let name = prop::sample::select(&NAMES[..]);
    (prop::collection::vec(name, 1..4), prop::sample::select(&["", "", "", "", "/", "/.", "/.."][..])).prop_map(
        |(names, end)| match (names.len(), end) {
            // No path leads out of the tree, through whatever link.
            (_, "/..") => format!("{}/{}/..", names[0], names[0]),
            _ => names.join("/") + end,
        },
    )
}

fn flags() -> impl Strategy<Value = u32> {
    let access = prop::sample::select(&[0_u32, 1, 2][..]);
    let more = prop::sample::subsequence(&[0o100_u32, 0o200, 0o1000, 0o2000][..], 0..=4);
    (access, more).prop_map(|(access, more)| more.into_iter().fold(access, |all, flag| all | flag))
}

fn op() -> impl Strategy<Value = Op> {
    let slot = || 0..SLOTS;
    prop_oneof![
        4 => (slot(), path(), flags()).prop_map(|(slot, path, flags)| Op::Open(slot, path, flags)),
        1 => slot().prop_map(Op::Close),
        3 => (slot(), 0..20_000_u64, 0..MAX_WRITE).prop_map(|(slot, at, len)| Op::WriteAt(slot, at, len)),
        2 => (slot(), 0..MAX_WRITE).prop_map(|(slot, len)| Op::Append(slot, len)),
        2 => (slot(), 0..20_000_u64, 0..MAX_WRITE).prop_map(|(slot, at, len)| Op::ReadAt(slot, at, len)),
        2 => (slot(), 0..20_000_u64).prop_map(|(slot, len)| Op::SetLen(slot, len)),
        2 => slot().prop_map(Op::Stat),
        1 => (path(), 0..20_000_u64).prop_map(|(path, len)| Op::Truncate(path, len)),
        3 => path().prop_map(Op::Mkdir),
        2 => path().prop_map(Op::Rmdir),
        3 => path().prop_map(Op::Unlink),
        4 => (path(), path()).prop_map(|(old, new)| Op::Rename(old, new)),
        2 => (path(), path()).prop_map(|(old, new)| Op::Link(old, new)),
        2 => (prop::sample::select(&TARGETS[..]), path()).prop_map(|(target, path)| Op::Symlink(target, path)),
        1 => path().prop_map(Op::Readlink),
        1 => (path(), 0..0o1000_u32).prop_map(|(path, mode)| Op::Chmod(path, mode | 0o600)),
    ]
}

/// Bytes that differ from place to place, and from write to write.
fn pattern(seed: u64, len: usize) -> Vec<u8> {
    (0..len).map(|at| (seed as usize * 31 + at * 7 + at / 256) as u8 | 1).collect()
}

/// The host's side: a real directory.
struct Real {
    root: PathBuf,
    open: [Option<fs::File>; SLOTS],
}

impl Real {
    fn apply(&mut self, op: &Op) -> Result<Vec<u8>, String> {
        self.attempt(op).map_err(|error| code(&error))
    }

    fn attempt(&mut self, op: &Op) -> io::Result<Vec<u8>> {
        let root = self.root.clone();
        let at = |path: &str| PathBuf::from(format!("{}/{path}", root.display()));
        let badf = || io::Error::from_raw_os_error(9);
        let opened = |open: &[Option<fs::File>; SLOTS], slot: usize| open[slot].as_ref().ok_or_else(badf)?.try_clone();
        let done = |()| Vec::new();
        match op {
            Op::Open(slot, path, flags) => {
                let (read, write) = (flags & 3 != 1, flags & 3 != 0);
                let opened = OpenOptions::new()
                    .read(read)
                    .write(write)
                    .mode(0o666)
                    .custom_flags((flags & !3) as i32)
                    .open(at(path))?;
                self.open[*slot] = Some(opened);
                Ok(Vec::new())
            }
            Op::Close(slot) => self.open[*slot].take().map(drop).ok_or_else(badf).map(done),
            Op::WriteAt(slot, offset, len) => {
                let file = opened(&self.open, *slot)?;
                file.write_at(&pattern(*offset, *len), *offset).map(|count| vec![count as u8, (count >> 8) as u8])
            }
            Op::Append(slot, len) => {
                let mut file = opened(&self.open, *slot)?;
                io::Write::write(&mut file, &pattern(3, *len)).map(|count| vec![count as u8, (count >> 8) as u8])
            }
            Op::ReadAt(slot, offset, len) => {
                // Node answers at once, whatever the descriptor.
                if *len == 0 {
                    return Ok(Vec::new());
                }
                let mut buffer = vec![0; *len];
                let count = opened(&self.open, *slot)?.read_at(&mut buffer, *offset)?;
                buffer.truncate(count);
                Ok(buffer)
            }
            Op::SetLen(slot, len) => opened(&self.open, *slot)?.set_len(*len).map(done),
            Op::Stat(slot) => Ok(attributes(&opened(&self.open, *slot)?.metadata()?).into()),
            Op::Truncate(path, len) => {
                let file = OpenOptions::new().read(true).write(true).open(at(path))?;
                file.set_len(*len).map(done)
            }
            Op::Mkdir(path) => fs::create_dir(at(path)).map(done),
            Op::Rmdir(path) => fs::remove_dir(at(path)).map(done),
            Op::Unlink(path) => fs::remove_file(at(path)).map(done),
            Op::Rename(old, new) => fs::rename(at(old), at(new)).map(done),
            Op::Link(old, new) => fs::hard_link(at(old), at(new)).map(done),
            Op::Symlink(target, path) => symlink(target, at(path)).map(done),
            Op::Readlink(path) => fs::read_link(at(path)).map(|target| target.to_str().unwrap().into()),
            Op::Chmod(path, mode) => fs::set_permissions(at(path), Permissions::from_mode(*mode)).map(done),
        }
    }

    /// Every path below the root, and what it is.
    fn tree(&self) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        walk(&self.root, "", &mut tree);
        tree
    }
}

fn walk(directory: &Path, below: &str, tree: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let (path, name) = (entry.path(), format!("{below}{}", entry.file_name().to_str().unwrap()));
        let metadata = fs::symlink_metadata(&path).unwrap();
        let mut shown = attributes(&metadata);
        if metadata.is_symlink() {
            shown += &fs::read_link(&path).unwrap().display().to_string();
        } else if metadata.is_dir() {
            walk(&path, &format!("{name}/"), tree);
        } else {
            shown += &format!("{:x?}", fs::read(&path).unwrap());
        }
        tree.insert(name, shown);
    }
}

/// Kind, permissions, links and size: of a directory only what all file systems count alike.
fn attributes(metadata: &fs::Metadata) -> String {
    let (mode, links, size) = (metadata.mode(), metadata.nlink(), metadata.size());
    if metadata.is_dir() { format!("{mode:o} ") } else { format!("{mode:o} {links} {size} ") }
}

fn code(error: &io::Error) -> String {
    let names = [
        (1, "EPERM"),
        (2, "ENOENT"),
        (9, "EBADF"),
        (16, "EBUSY"),
        (17, "EEXIST"),
        (20, "ENOTDIR"),
        (21, "EISDIR"),
        (22, "EINVAL"),
        (39, "ENOTEMPTY"),
        (40, "ELOOP"),
    ];
    let number = error.raw_os_error().unwrap_or_else(|| panic!("{error}"));
    names.iter().find(|(known, _)| *known == number).map_or_else(|| error.to_string(), |(_, name)| (*name).into())
}

/// The guest's side: the layer, through `fs`.
#[derive(Default)]
struct Ours {
    open: [Option<Value>; SLOTS],
}

impl Ours {
    fn apply(&mut self, js: &mut Js<'_, '_>, op: &Op) -> Result<Vec<u8>, String> {
        self.attempt(js, op).map_err(|abrupt| show(js, Err(abrupt)))
    }

    fn attempt(&mut self, js: &mut Js<'_, '_>, op: &Op) -> Completion<Vec<u8>> {
        // No descriptor has this number.
        let fd = |open: &[Option<Value>; SLOTS], slot: usize| open[slot].clone().unwrap_or_else(|| 4000_u32.into());
        let number = |number: u64| Value::from(number as f64);
        let text = |text: &str| Value::from(text);
        match op {
            Op::Open(slot, path, flags) => {
                let fd = call(js, "open", &[text(path), (*flags).into(), 0o666_u32.into()])?;
                if let Some(left) = self.open[*slot].replace(fd) {
                    call(js, "close", &[left])?;
                }
            }
            Op::Close(slot) => {
                call(js, "close", &[fd(&self.open, *slot)])?;
                self.open[*slot] = None;
            }
            Op::WriteAt(slot, offset, len) => {
                let buffer = bytes(js, &pattern(*offset, *len));
                let args = [fd(&self.open, *slot), buffer, 0_u32.into(), (*len as u32).into(), number(*offset)];
                let count = call(js, "write", &args)?;
                return Ok(count_of(&count));
            }
            Op::Append(slot, len) => {
                let buffer = bytes(js, &pattern(3, *len));
                let args = [fd(&self.open, *slot), buffer, 0_u32.into(), (*len as u32).into(), Value::Null];
                let count = call(js, "write", &args)?;
                return Ok(count_of(&count));
            }
            Op::ReadAt(slot, offset, len) => {
                let buffer = bytes(js, &vec![0; *len]);
                let args = [fd(&self.open, *slot), buffer.clone(), 0_u32.into(), (*len as u32).into(), number(*offset)];
                let Value::Number(count) = call(js, "read", &args)? else { panic!("it is a number") };
                return Ok(bytes_of(js, &buffer)[..count as usize].to_vec());
            }
            Op::SetLen(slot, len) => drop(call(js, "ftruncate", &[fd(&self.open, *slot), number(*len)])?),
            Op::Stat(slot) => {
                let stats = call(js, "fstat", &[fd(&self.open, *slot)])?;
                return Ok(shown(js, &stats).into());
            }
            Op::Truncate(path, len) => drop(call(js, "truncate", &[text(path), number(*len)])?),
            Op::Mkdir(path) => drop(call(js, "mkdir", &[text(path), 0o777_u32.into()])?),
            Op::Rmdir(path) => drop(call(js, "rmdir", &[text(path)])?),
            Op::Unlink(path) => drop(call(js, "unlink", &[text(path)])?),
            Op::Rename(old, new) => drop(call(js, "rename", &[text(old), text(new)])?),
            Op::Link(old, new) => drop(call(js, "link", &[text(old), text(new)])?),
            Op::Symlink(target, path) => drop(call(js, "symlink", &[text(target), text(path)])?),
            Op::Readlink(path) => {
                let target = call(js, "readlink", &[text(path)])?;
                return Ok(js.to_text(&target).to_string().into());
            }
            Op::Chmod(path, mode) => drop(call(js, "chmod", &[text(path), (*mode).into()])?),
        }
        Ok(Vec::new())
    }

    fn tree(js: &mut Js<'_, '_>, below: &str, tree: &mut BTreeMap<String, String>) {
        let names = ok(js, "readdir", &format!("/{below}"));
        let count: usize = property(js, &names, "length").parse().unwrap();
        for name in (0..count).map(|at| property(js, &names, &at.to_string())).collect::<Vec<_>>() {
            let path = format!("{below}{name}");
            let stats = ok(js, "lstat", &format!("/{path}"));
            let mut value = shown(js, &stats);
            if value.starts_with("12") {
                let target = ok(js, "readlink", &format!("/{path}"));
                value += &js.to_text(&target);
            } else if value.starts_with("4") {
                Self::tree(js, &format!("{path}/"), tree);
            } else {
                value += &format!("{:x?}", contents(js, &format!("/{path}")));
            }
            tree.insert(path, value);
        }
    }
}

/// What a function that takes a path gives.
fn ok(js: &mut Js<'_, '_>, function: &str, path: &str) -> Value {
    let result = call(js, function, &[path.into()]);
    result.unwrap_or_else(|error| panic!("{function}({path:?}): {}", show(js, Err(error))))
}

fn contents(js: &mut Js<'_, '_>, path: &str) -> Vec<u8> {
    let fd = call(js, "open", &[path.into(), 0_u32.into(), 0_u32.into()]).unwrap();
    let buffer = bytes(js, &[0; 65536]);
    let args = [fd.clone(), buffer.clone(), 0_u32.into(), 65536_u32.into(), Value::Null];
    let Value::Number(count) = call(js, "read", &args).unwrap() else { panic!("it is a number") };
    call(js, "close", &[fd]).unwrap();
    bytes_of(js, &buffer)[..count as usize].to_vec()
}

fn count_of(count: &Value) -> Vec<u8> {
    let Value::Number(count) = *count else { panic!("it is a number") };
    vec![count as usize as u8, (count as usize >> 8) as u8]
}

fn shown(js: &Js<'_, '_>, stats: &Value) -> String {
    let number = |name: &str| property(js, stats, name).parse::<u64>().unwrap();
    let (mode, links, size) = (number("mode"), number("nlink"), number("size"));
    if mode >> 12 == 4 { format!("{mode:o} ") } else { format!("{mode:o} {links} {size} ") }
}

fn both_do_the_same(ops: &[Op]) {
    let directory = tempfile::tempdir().unwrap();
    let own: Vec<(&str, String)> = OWN.iter().map(|&(path, len)| (path, "x".repeat(len))).collect();
    let own: Vec<(&str, &str)> = own.iter().map(|(path, text)| (*path, text.as_str())).collect();
    for (path, text) in &own {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let mut real = Real { root: directory.path().into(), open: Default::default() };
    with_scratch(&own, 64 << 20, |js| {
        let mut ours = Ours::default();
        for (at, op) in ops.iter().enumerate() {
            let (expected, result) = (real.apply(op), ours.apply(js, op));
            assert_eq!(result, expected, "{op:?} after {:?}", &ops[..at]);
        }
        let mut tree = BTreeMap::new();
        Ours::tree(js, "", &mut tree);
        assert_eq!(tree, real.tree(), "after {ops:?}");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_layer_does_what_a_real_directory_does(ops in prop::collection::vec(op(), 1..60)) {
        both_do_the_same(&ops);
    }
}
