//! Calls, made from arbitrary choices, in turns: the first is taken when the guest starts, each other when it is
//! resumed.

use arbitrary::{Result, Unstructured};

use super::functions::{FUNCTIONS, Function, Param, place};

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
    /// A list of references that the stack points to, by their addresses.
    pub(super) list: Vec<(u32, Slot)>,
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

/// Bytes of the guest's memory: one page.
pub(super) const MEMORY: usize = 1 << 16;

/// Where the frames of calls lie, one after the other.
pub(super) const FRAMES: u32 = 0x4000;
const FRAME_LEN: u32 = 0x60;

/// Where names lie, arbitrary bytes, and room for lists of references, one for each call.
pub(super) const NAMES_AT: u32 = 0x2000;
pub(super) const BYTES_AT: u32 = 0x3000;
const LISTS_AT: u32 = 0xa000;
const LIST_LEN: u32 = 0x40;
const MOST_BYTES: usize = 64;

/// What a Go program asks the global object for, and the objects it finds there.
pub(super) const NAMES: &[&str] = &[
    "Object",
    "Array",
    "Uint8Array",
    "ArrayBuffer",
    "Function",
    "Boolean",
    "Number",
    "Date",
    "Error",
    "TypeError",
    "Symbol",
    "console",
    "process",
    "fs",
    "path",
    "crypto",
    "setTimeout",
    "globalThis",
    "undefined",
    "length",
    "byteLength",
    "buffer",
    "prototype",
    "constructor",
    "freeze",
    "hasOwnProperty",
    "toString",
    "concat",
    "bind",
    "getTimezoneOffset",
    "log",
    "error",
    "_makeFuncWrapper",
    "_pendingEvent",
    "_values",
    "id",
    "this",
    "args",
    "result",
    "message",
    "name",
    "code",
    "getRandomValues",
    "resolve",
    "cwd",
    "chdir",
    "umask",
    "getgroups",
    "pid",
    "open",
    "read",
    "write",
    "close",
    "stat",
    "fstat",
    "readdir",
    "mkdir",
    "rename",
    "isDirectory",
    "constants",
    "O_CREAT",
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
        let len = u.int_in_range(0..=MOST_BYTES)?;
        let memory = u.bytes(len.min(u.len()))?.to_vec();
        let mut maker = Maker::default();
        let mut turns = vec![maker.prelude()];
        while !u.is_empty() && turns.len() < MOST_TURNS {
            let steps = (0..u.int_in_range(1..=MOST_STEPS)?).map(|_| maker.step(u));
            turns.push(steps.collect::<Result<_>>()?);
        }
        Ok(Self { turns, memory })
    }
}

/// Makes calls, and knows those before.
#[derive(Default)]
struct Maker {
    frames: u32,
    /// Where references to objects lie, as far as anybody can know.
    results: Vec<u32>,
}

/// What the guest always begins with: these properties of the global object, then what the first three make of 8.
const PRELUDE: &[&str] =
    &["Object", "Array", "Uint8Array", "Function", "Date", "Error", "console", "process", "fs", "crypto"];

/// How many results those calls have, and the place of the bytes among them.
const PRELUDE_RESULTS: usize = PRELUDE.len() + 3;
const BYTES: usize = PRELUDE_RESULTS - 1;

impl Maker {
    fn prelude(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        for property in PRELUDE {
            let (at, len) = name(NAMES.iter().position(|name| name == property).unwrap_or_default());
            steps.push(self.call("syscall/js.valueGet", vec![Slot::Word(GLOBAL), Slot::Word(at), Slot::Word(len)]));
        }
        for class in 0..3 {
            let class = Slot::Copy(self.results[class]);
            let call = self.call("syscall/js.valueNew", [class].into_iter().chain(slice(LISTS_AT, 1)).collect());
            steps.push(Step { list: vec![(LISTS_AT, Slot::Word(8_f64.to_bits()))], ..call });
        }
        steps
    }

    fn call(&mut self, name: &str, slots: Vec<Slot>) -> Step {
        let sp = FRAMES + self.frames * FRAME_LEN;
        self.frames += 1;
        self.results.push(sp + 8 + 8 * slots.len() as u32);
        Step { function: place(name), sp, slots, list: Vec::new() }
    }

    fn step(&mut self, u: &mut Unstructured<'_>) -> Result<Step> {
        let Function { name, params } = &FUNCTIONS[u.choose_index(FUNCTIONS.len())?];
        let list_at = LISTS_AT + self.frames * LIST_LEN;
        let (mut slots, mut list) = (Vec::new(), Vec::new());
        for param in params {
            match param {
                _ if u.ratio(1, 32)? => {
                    let words = (0..param.words()).map(|_| Ok(Slot::Word(u.arbitrary()?)));
                    slots.extend(words.collect::<Result<Vec<_>>>()?);
                }
                Param::Int => slots.push(Slot::Word(u.int_in_range(-1_i64..=40)?.cast_unsigned())),
                Param::Stream => slots.push(Slot::Word(u.int_in_range(1..=2)?)),
                Param::Array => slots.push(Slot::Copy(self.results[BYTES])),
                Param::Ref => slots.push(self.reference(u)?),
                Param::Text => slots.extend(<[u64; 2]>::from(self::name(u.choose_index(NAMES.len())?)).map(Slot::Word)),
                Param::Bytes => slots.extend(slice(BYTES_AT, u.int_in_range(0..=64)?)),
                Param::Refs => {
                    list = (0..u.int_in_range(0..=3)?).map(|_| self.reference(u)).collect::<Result<_>>()?;
                    slots.extend(slice(list_at, list.len() as u64));
                }
            }
        }
        let list = (list_at..).step_by(8).zip(list).collect();
        let step = Step { list, ..self.call(name, slots) };
        Ok(if u.ratio(1, 64)? { Step { sp: near_a_bound(u)?, ..step } } else { step })
    }

    /// Most likely one to an object.
    fn reference(&self, u: &mut Unstructured<'_>) -> Result<Slot> {
        Ok(match u.int_in_range(0..=15)? {
            0 => Slot::Word(u.arbitrary()?),
            1 => Slot::Word(reference(u.int_in_range(0..=5)?, u.int_in_range(0..=40)?)),
            2 => Slot::Word(f64::from(u.arbitrary::<i16>()?).to_bits()),
            3 => Slot::Word(GLOBAL),
            4..=9 => Slot::Copy(self.results[u.choose_index(PRELUDE_RESULTS)?]),
            _ => Slot::Copy(*u.choose(&self.results)?),
        })
    }
}

/// The call for an event after no time.
pub(super) fn wake() -> Step {
    let function = place("runtime.scheduleTimeoutEvent");
    Step { function, sp: FRAMES - FRAME_LEN, slots: vec![Slot::Word(0)], list: Vec::new() }
}

/// A slice with `len` elements at `at`.
fn slice(at: u32, len: u64) -> [Slot; 3] {
    [u64::from(at), len, len].map(Slot::Word)
}

/// The reference to what has the number `id`, and is of this kind. `syscall/js/js.go`, `nanHead` and `typeFlag…`.
const fn reference(kind: u64, id: u64) -> u64 {
    (0x7ff8_0000 | kind) << 32 | id
}

/// The reference to the global object, an object.
const GLOBAL: u64 = reference(1, 5);

/// A number near a bound of memory, or of the type.
fn near_a_bound(u: &mut Unstructured<'_>) -> Result<u32> {
    let bound = *u.choose(&[0, MEMORY as u32, 1 << 31, u32::MAX])?;
    Ok(bound.wrapping_add_signed(u.int_in_range(-80..=80)?))
}
