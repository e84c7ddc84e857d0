//! Sequences of calls, made from arbitrary choices.

use std::fmt;
use std::ops::Range;

use arbitrary::{Result, Unstructured};

use super::functions::{FUNCTIONS, Function, Param};

/// Calls, one after the other.
pub(super) struct Script {
    /// Whether arguments may be anything.
    pub(super) wild: bool,
    pub(super) steps: Vec<Step>,
}

/// A call, and what is put into memory before it.
pub(super) struct Step {
    pub(super) function: usize,
    pub(super) arguments: Vec<u64>,
    pub(super) puts: Vec<(usize, Vec<u8>)>,
}

impl Step {
    pub(super) fn function(&self) -> &'static Function {
        &FUNCTIONS[self.function]
    }

    /// The path that the call is about, if it is about one.
    pub(super) fn path(&self) -> Option<&[u8]> {
        self.put_for(|param| matches!(param, Param::Path))
    }

    /// Whether the call has a list of buffers, and none of them has room.
    pub(super) fn buffers_are_empty(&self) -> bool {
        let list = self.put_for(|param| matches!(param, Param::Buffers));
        list.is_some_and(|list| list.chunks_exact(8).all(|buffer| buffer[4..] == [0; 4]))
    }

    /// What was put into memory first, if a parameter is of a `kind`: no function has both a path and a list.
    fn put_for(&self, kind: impl Fn(&Param) -> bool) -> Option<&[u8]> {
        self.function().params.iter().find(|param| kind(param))?;
        self.puts.first().map(|(_, bytes)| &**bytes)
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:x?}", self.function().name, self.arguments)?;
        self.puts.iter().try_for_each(|(at, bytes)| write!(f, " {at:#x}=\"{}\"", bytes.escape_ascii()))
    }
}

/// Calls of one script.
const MOST_STEPS: usize = 12;

/// Bytes of the guest's memory: one page.
pub(super) const MEMORY: usize = 1 << 16;

/// Where paths and lists lie.
const PATH: usize = 0x100;
const LIST: usize = 0x1000;
/// Where buffers and results lie, apart from each other; this is filled anew for each call.
pub(super) const WINDOW: usize = 0x2000;
pub(super) const WINDOW_LEN: usize = 0x400;
const RESULTS: usize = WINDOW + 0x200;
pub(super) const BUFFERS: Range<usize> = WINDOW..RESULTS;

/// Paths that lead somewhere, or nearly.
const PATHS: &[&str] = &[
    "dir",
    "dir/nested/file.txt",
    "dir/nested",
    ".",
    "..",
    "/",
    "dir/",
    "dir/nested/file.txt/",
    "dir/../dir/nested/./",
    "dir/../..",
    "missing",
    "missing/x",
    "dir/nested/file.txt/..",
    "",
    "dir\0",
    "dir//nested/file.txt",
];

impl Script {
    pub(super) fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let wild = u.arbitrary()?;
        let mut steps = Vec::new();
        while !u.is_empty() && steps.len() < MOST_STEPS {
            steps.push(step(u, wild)?);
        }
        Ok(Self { wild, steps })
    }
}

fn step(u: &mut Unstructured<'_>, wild: bool) -> Result<Step> {
    let mut function = u.choose_index(FUNCTIONS.len())?;
    if !wild && !FUNCTIONS[function].compared {
        // Nothing is compared without an open file.
        function = FUNCTIONS.iter().position(|function| function.name == "path_open").unwrap_or_default();
    }
    let mut step = Step { function, arguments: Vec::new(), puts: Vec::new() };
    let mut room = Room { results: RESULTS, length: 0 };
    for param in &FUNCTIONS[function].params {
        let tame = argument(u, *param, &mut step.puts, &mut room)?;
        let argument = if wild && u.ratio(1, 6)? { near_a_bound(u)? } else { tame };
        step.arguments.push(argument);
    }
    let_the_guest_report(&mut step);
    if !wild {
        change_no_file(&mut step);
    }
    Ok(step)
}

/// A number of any size, above all near the bounds of memory and of types.
fn near_a_bound(u: &mut Unstructured<'_>) -> Result<u64> {
    const BOUNDS: &[u64] = &[0, MEMORY as u64, 1 << 31, u32::MAX as u64, i64::MAX as u64, u64::MAX];
    let bound = *u.choose(BOUNDS)?;
    Ok(if u.arbitrary()? { bound.wrapping_add_signed(u.int_in_range(-40..=40)?) } else { u.arbitrary()? })
}

/// What the arguments of a call have taken up so far.
struct Room {
    /// Where the next result can go.
    results: usize,
    /// The length of the path or list that came last.
    length: u64,
}

/// An argument that is what its parameter stands for.
fn argument(u: &mut Unstructured<'_>, param: Param, puts: &mut Vec<(usize, Vec<u8>)>, room: &mut Room) -> Result<u64> {
    let buffer = |u: &mut Unstructured<'_>| Ok((WINDOW + 8 * u.int_in_range(0..=40)?) as u64);
    Ok(match param {
        Param::Fd => u.int_in_range(0..=6)?,
        Param::Path => {
            let path = if u.ratio(1, 8)? { arbitrary_bytes(u)? } else { u.choose(PATHS)?.as_bytes().to_vec() };
            let at = PATH + 0x100 * puts.len();
            room.length = path.len() as u64;
            puts.push((at, path));
            at as u64
        }
        Param::Buffers => {
            let count = u.int_in_range(0..=3)?;
            let buffers = (0..count).map(|_| Ok([buffer(u)? as u32, u.int_in_range(0..=48)?]));
            let list = buffers.collect::<Result<Vec<_>>>()?;
            room.length = count;
            puts.push((LIST, list.as_flattened().iter().flat_map(|word| word.to_le_bytes()).collect()));
            LIST as u64
        }
        Param::Subscriptions => {
            room.length = u.int_in_range(0..=3)?;
            puts.push((LIST, subscriptions(u, room.length)?));
            LIST as u64
        }
        Param::PathLength | Param::Count => room.length,
        Param::Buffer => buffer(u)?,
        Param::Out => {
            let at = room.results + 8 * u.int_in_range(0..=4)?;
            room.results += 0x80;
            at as u64
        }
        Param::Length => u.int_in_range(0..=128)?,
        Param::Number(count) => u.int_in_range(0..=u64::from(count - 1))?,
        Param::Flags(count) => u.int_in_range(0..=(1 << count) - 1)?,
        Param::Rights => *u.choose(&[0, READ, READ | SEEK | TELL, READING, READING])?,
        Param::Offset => u.int_in_range(-4_i64..=40)?.cast_unsigned(),
        Param::Cookie => u.int_in_range(0..=4)?,
    })
}

fn arbitrary_bytes(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let len = u.int_in_range(0..=40)?;
    Ok(u.bytes(len)?.to_vec())
}

/// `count` subscriptions of 48 bytes: `userdata`, the type of event, and what it is about.
fn subscriptions(u: &mut Unstructured<'_>, count: u64) -> Result<Vec<u8>> {
    let records = (0..count).map(|_| {
        let [userdata, timeout, precision]: [u64; 3] = u.arbitrary()?;
        let eventtype = u.int_in_range(0..=3)?;
        // A clock for one type of event, a descriptor for the others.
        let id = u.int_in_range(0..=6)?;
        Ok([userdata, eventtype, id, timeout, precision, u.int_in_range(0..=2)?])
    });
    Ok(records.collect::<Result<Vec<_>>>()?.as_flattened().iter().flat_map(|word| word.to_le_bytes()).collect())
}

const READ: u64 = 1 << 1;
const SEEK: u64 = 1 << 2;
const TELL: u64 = 1 << 5;
const WRITE: u64 = 1 << 6;
/// All rights but to write and those of sockets.
const READING: u64 = (1 << 28) - 1 - WRITE;

/// `CREAT`, `EXCL` and `TRUNC`.
const CHANGING: u64 = 0b1101;

const NONBLOCK: u64 = 0b100;

/// Leaves the descriptor alone that the guest reports through at the end, and ends no run as if it were done.
fn let_the_guest_report(step: &mut Step) {
    match step.function().name {
        "proc_exit" if step.arguments[0] as u32 == 0 => step.arguments[0] = 1,
        "fd_close" | "fd_renumber" | "fd_fdstat_set_rights" => {
            let arguments = step.function().params.iter().zip(&mut step.arguments);
            let stdout = arguments.filter(|(param, fd)| matches!(param, Param::Fd) && **fd as u32 == 1);
            stdout.for_each(|(_, fd)| *fd = 4);
        }
        _ => {}
    }
}

/// The other host's files can be changed, and it opens none for writing that is synchronous or appends.
fn change_no_file(step: &mut Step) {
    if step.function().name == "path_open" {
        step.arguments[4] &= !CHANGING;
        step.arguments[7] &= NONBLOCK;
    }
}
