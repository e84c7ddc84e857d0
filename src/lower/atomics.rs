//! Makes atomic instructions plain ones.
//!
//! With one thread, a load and a store that follow each other are as good as one instruction. What is left is that an address has
//! to be a multiple of the width. Each instruction becomes a call of a function that the module gets for it, with the same
//! operands: `i32.atomic.rmw.add offset=8`, say, of
//!
//! ```wat
//! (func (param $address i32) (param $value i32) (result i32) (local $old i32)
//!     (if (i32.and (i32.add (local.get $address) (i32.const 0)) (i32.const 3)) (then <the host's function that traps>))
//!     (i32.store offset=8
//!         (local.get $address)
//!         (i32.add (local.tee $old (i32.load offset=8 (local.get $address))) (local.get $value)))
//!     (local.get $old))
//! ```
//!
//! A fence is nothing. `memory.atomic.notify` wakes nobody. A wait for a value that is there already can only be ended by its
//! timeout.
//!
//! Specification: <https://github.com/WebAssembly/threads/blob/main/proposals/threads/Overview.md>

use std::collections::BTreeMap;

use super::function::{Code, Function, NO_RESULT, Place, Width};
use crate::encoding::opcode::{self, ATOMIC};
use crate::rewrite::{Extension, HostCall, I32, I64, Instruction, Replacement};

/// What comes behind [`ATOMIC`].
const NOTIFY: u32 = 0x00;
const WAIT_32: u32 = 0x01;
const WAIT_64: u32 = 0x02;
const FENCE: u32 = 0x03;
/// From here on each operation has seven instructions, one for each [`Width`].
const LOAD: u32 = 0x10;
const LAST: u8 = 0x4e;

const fn width(value: u8, log2: u8, load: u8, store: u8) -> Width {
    Width { value, log2, load, store }
}

/// In the order of the opcodes: all of a value, or its lowest part with zeros above.
const WIDTHS: [Width; 7] = [
    width(I32, 2, 0x28, 0x36),
    width(I64, 3, 0x29, 0x37),
    width(I32, 0, 0x2d, 0x3a),
    width(I32, 1, 0x2f, 0x3b),
    width(I64, 0, 0x31, 0x3c),
    width(I64, 1, 0x33, 0x3d),
    width(I64, 2, 0x35, 0x3e),
];

#[derive(Clone, Copy)]
enum Operation {
    Load,
    Store,
    /// Keeps what a plain instruction makes of what is there and a value; it is another one for 64 bits.
    Modify([u8; 2]),
    Exchange,
    CompareExchange,
}

use Operation::{CompareExchange, Exchange, Load, Modify, Store};

/// In the order of the opcodes: the third to the seventh add, subtract, and, or, exclude.
const OPERATIONS: [Operation; 9] = [
    Load,
    Store,
    Modify([0x6a, 0x7c]),
    Modify([0x6b, 0x7d]),
    Modify([0x71, 0x83]),
    Modify([0x72, 0x84]),
    Modify([0x73, 0x85]),
    Exchange,
    CompareExchange,
];

/// `i32.eq` and `i32.ne`, and those of 64 bits.
const EQUAL: [u8; 2] = [0x46, 0x51];
const UNEQUAL: [u8; 2] = [0x47, 0x52];
/// What a wait answers when the value is another one.
const NOT_EQUAL: u8 = 1;

/// Makes atomic instructions calls of functions.
#[derive(Default)]
pub(crate) struct Atomics {
    /// A call for each instruction that there is, by its bytes.
    calls: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Replacement for Atomics {
    /// An instruction begins with two bytes and the alignment; or with more, where its number is longer than it has to be.
    #[inline(always)]
    fn may_begin(&self, [first, second, third]: [u8; 3]) -> bool {
        let is_short = (second <= LAST) & (third & 0x3c == 0);
        let is_long = (second >= 0x80) & (third & 0x7f == 0);
        (first == ATOMIC) & (is_short | is_long)
    }

    /// One that is not valid stays, for the engine to say so.
    fn replace(&mut self, instruction: &Instruction<'_>, module: &mut Extension) -> Option<Vec<u8>> {
        if instruction.opcode != ATOMIC {
            return None;
        }
        if let Some(call) = self.calls.get(instruction.bytes) {
            return Some(call.clone());
        }
        let mut operands = instruction.operands();
        let opcode = operands.number()?;
        if opcode == FENCE {
            return Some(Vec::new());
        }
        let alignment = operands.number()?;
        let memory = if alignment & 0x40 == 0 { 0 } else { operands.number()? };
        let offset = operands.long()?.try_into().ok()?;
        let function = function(opcode, alignment & !0x40, &Place { memory, offset }, module)?;
        let ty = module.ty(&function.params, function.result.as_slice());
        let call = module.function(ty, &function.body());
        self.calls.insert(instruction.bytes.to_vec(), call.clone());
        Some(call)
    }
}

/// The function that takes the place of the instruction `opcode`; `None` if there is none, or not with this alignment.
fn function(opcode: u32, alignment: u32, place: &Place, module: &mut Extension) -> Option<Function> {
    let (operation, width) = match opcode {
        NOTIFY | WAIT_32 => (None, WIDTHS[0]),
        WAIT_64 => (None, WIDTHS[1]),
        LOAD.. => {
            let number = (opcode - LOAD) as usize;
            (Some(*OPERATIONS.get(number / WIDTHS.len())?), WIDTHS[number % WIDTHS.len()])
        }
        _ => return None,
    };
    if alignment != u32::from(width.log2) {
        return None;
    }
    let mut code = Code::default();
    if width.log2 > 0 {
        code.trap_unless_aligned(width, place, &module.call_host(HostCall::Unaligned));
    }
    Some(match operation {
        Some(operation) => accessing(code, operation, width, place),
        None if opcode == NOTIFY => notifying(code, width, place),
        None => waiting(code, width, place, &module.call_host(HostCall::Wait)),
    })
}

/// The function of an instruction that loads, stores, or both.
fn accessing(mut code: Code, operation: Operation, width: Width, place: &Place) -> Function {
    let value = width.value;
    let (params, result, local) = match operation {
        Load => (vec![I32], Some(value), None),
        Store => (vec![I32, value], None, None),
        Modify(_) | Exchange => (vec![I32, value], Some(value), Some(value)),
        CompareExchange => (vec![I32, value, value], Some(value), Some(value)),
    };
    let old = params.len() as u8;
    let (load, store) = (
        |code: &mut Code| code.access(width.load, width, place),
        |code: &mut Code| {
            code.access(width.store, width, place);
        },
    );
    match operation {
        Load => {
            load(code.get(0));
        }
        Store => store(code.get(0).get(1)),
        Modify(instructions) => {
            load(code.get(0).get(0));
            store(code.tee(old).get(1).put(&[pick(instructions, width)]));
            code.get(old);
        }
        Exchange => {
            load(code.get(0));
            store(code.set(old).get(0).get(1));
            code.get(old);
        }
        CompareExchange => {
            load(code.get(0));
            store(code.tee(old).get(1).put(&[pick(EQUAL, width), opcode::IF, NO_RESULT]).get(0).get(2));
            code.put(&[opcode::END]).get(old);
        }
    }
    Function { params, result, local, code }
}

/// The function of `memory.atomic.notify`, which traps for an address outside memory.
fn notifying(mut code: Code, width: Width, place: &Place) -> Function {
    code.get(0).access(width.load, width, place);
    code.put(&[opcode::DROP, opcode::I32_CONST, 0]);
    Function { params: vec![I32, I32], result: Some(I32), local: None, code }
}

/// The function of a wait, in which the host's `wait` lets the time pass.
fn waiting(mut code: Code, width: Width, place: &Place, wait: &[u8]) -> Function {
    code.get(0).access(width.load, width, place);
    code.get(1).put(&[pick(UNEQUAL, width), opcode::IF, I32]);
    code.put(&[opcode::I32_CONST, NOT_EQUAL, opcode::ELSE]).get(2).put(wait).put(&[opcode::END]);
    Function { params: vec![I32, width.value, I64], result: Some(I32), local: None, code }
}

/// An instruction on 32 bits or on 64.
fn pick(instructions: [u8; 2], width: Width) -> u8 {
    instructions[usize::from(width.value == I64)]
}
