//! Calls, made from arbitrary choices, in turns: the first is taken when the guest starts, each other when it is resumed.

use arbitrary::{Result, Unstructured};

use super::FUNCTIONS;

/// What the guest does at its start, and each time it is resumed.
pub(super) struct Script {
    pub(super) turns: Vec<Vec<Step>>,
    /// What memory holds after the names.
    pub(super) memory: Vec<u8>,
}

/// A call, by the import's place in the table.
pub(super) struct Step {
    pub(super) function: usize,
    /// The stack pointer that is passed.
    pub(super) sp: u32,
    /// What the stack holds above its frame's first word.
    pub(super) slots: Vec<Slot>,
}

/// A word of the stack.
pub(super) enum Slot {
    Word(u64),
    /// What the word at this address holds: a result of an earlier call, perhaps.
    Copy(u32),
}

/// Turns of one script, and calls of one turn.
const MOST_TURNS: usize = 6;
const MOST_STEPS: usize = 10;

/// Where the frames of calls lie, one after the other.
pub(super) const FRAMES: u32 = 0x4000;
pub(super) const FRAME_LEN: u32 = 0x60;

/// Where names lie, and arbitrary bytes after them.
pub(super) const NAMES_AT: u32 = 0x2000;
pub(super) const BYTES_AT: u32 = 0x3000;
const MOST_BYTES: usize = 0x1000;

/// What a Go program asks the global object for, and the objects it finds there.
pub(super) const NAMES: &[&str] = &[
    "Object",
    "Array",
    "Uint8Array",
    "Function",
    "Promise",
    "Date",
    "Error",
    "Map",
    "Reflect",
    "JSON",
    "Symbol",
    "console",
    "process",
    "fs",
    "path",
    "crypto",
    "performance",
    "globalThis",
    "undefined",
    "length",
    "prototype",
    "constructor",
    "_makeFuncWrapper",
    "_pendingEvent",
    "_resume",
    "_exitCode",
    "id",
    "this",
    "args",
    "result",
    "then",
    "catch",
    "call",
    "apply",
    "bind",
    "push",
    "slice",
    "set",
    "get",
    "toString",
    "parse",
    "stringify",
    "log",
    "error",
    "setTimeout",
    "clearTimeout",
    "queueMicrotask",
    "getRandomValues",
    "now",
    "cwd",
    "chdir",
    "hrtime",
    "writeSync",
    "open",
    "read",
    "write",
    "close",
    "stat",
    "readdir",
    "constants",
    "/",
    "dir/file",
    "0",
    "1",
    "-1",
    "__proto__",
    "",
];

/// Where the name at `index` lies, with its length.
fn name(index: usize) -> (u64, u64) {
    let before: usize = NAMES[..index].iter().map(|name| name.len()).sum();
    (u64::from(NAMES_AT) + before as u64, NAMES[index].len() as u64)
}

impl Script {
    pub(super) fn arbitrary(u: &mut Unstructured<'_>) -> Result<Self> {
        let len = u.int_in_range(0..=64)?;
        let memory = u.bytes(len.min(MOST_BYTES).min(u.len()))?.to_vec();
        let mut turns = Vec::new();
        let mut frames = 0;
        while !u.is_empty() && turns.len() < MOST_TURNS {
            let steps = (0..u.int_in_range(1..=MOST_STEPS)?).map(|_| {
                frames += 1;
                step(u, frames)
            });
            turns.push(steps.collect::<Result<_>>()?);
        }
        Ok(Self { turns, memory })
    }
}

fn step(u: &mut Unstructured<'_>, frame: u32) -> Result<Step> {
    let function = u.choose_index(FUNCTIONS.len())?;
    let sp = if u.ratio(1, 24)? { near_a_bound(u)? } else { FRAMES + frame * FRAME_LEN };
    let mut slots = Vec::new();
    while slots.len() < 7 {
        push(u, frame, &mut slots)?;
    }
    Ok(Step { function, sp, slots })
}

/// An argument: a word of the stack, or the two or three of a string or a slice.
fn push(u: &mut Unstructured<'_>, frame: u32, slots: &mut Vec<Slot>) -> Result<()> {
    match u.int_in_range(0..=9)? {
        // A string.
        0..=2 => {
            let (at, len) = name(u.choose_index(NAMES.len())?);
            slots.extend([Slot::Word(at), Slot::Word(len)]);
        }
        // A slice, of references or bytes.
        3 => {
            let len = u.int_in_range(0..=4)?;
            let at = if u.arbitrary()? { BYTES_AT } else { FRAMES + u.int_in_range(0..=frame)? * FRAME_LEN };
            slots.extend([Slot::Word(at.into()), Slot::Word(len), Slot::Word(len)]);
        }
        4..=6 => slots.push(Slot::Copy(FRAMES + u.int_in_range(0..=frame)? * FRAME_LEN + 8 * u.int_in_range(1..=8)?)),
        7 => slots.push(Slot::Word(reference(u)?)),
        8 => slots.push(Slot::Word(f64::from(u.arbitrary::<i16>()?).to_bits())),
        _ => slots.push(Slot::Word(u.arbitrary()?)),
    }
    Ok(())
}

/// A reference by the number of what it refers to, of which the first seven are always there, and its kind.
fn reference(u: &mut Unstructured<'_>) -> Result<u64> {
    let (kind, id): (u64, u64) = (u.int_in_range(0..=5)?, u.int_in_range(0..=40)?);
    Ok((NAN | kind) << 32 | id)
}

/// The upper half of a reference that is no number. `syscall/js/js.go`, `nanHead`.
const NAN: u64 = 0x7ff8_0000;

/// A number near a bound of memory, or of the type.
fn near_a_bound(u: &mut Unstructured<'_>) -> Result<u32> {
    let bound = *u.choose(&[0, super::guest::MEMORY as u32, 1 << 31, u32::MAX])?;
    Ok(bound.wrapping_add_signed(u.int_in_range(-80..=80)?))
}
