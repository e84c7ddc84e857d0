//! The functions that lead from one convention to the other.

use super::convention::Convention;
use super::decode::Decoder;
use super::frame::BAD_BITS;
use super::op::{Op, code, unsigned};
use super::original;

/// A function body without locals of its own.
fn body(ops: &[Op]) -> Vec<u8> {
    let mut body = Vec::new();
    unsigned(0, &mut body);
    for op in ops {
        op.encode(&[], &mut body);
    }
    body.push(code::END);
    body
}

/// A block that gives a number.
const RESULT: u64 = 0x7f_u64.wrapping_sub(0x80);

/// What takes an optimised function's place: it calls `fast` by the convention. If the function is to go on in its middle, or the
/// stack pointer is not as the convention has it, it calls `slow`, which is the original with parameters of these types.
pub(super) fn original(fast: u32, slow: u32, parameters: &[u8], stack_pointer: u32, unwinding: u32) -> Vec<u8> {
    let get = Op::of(code::GLOBAL_GET, stack_pointer);
    let local = Op::of(code::LOCAL_GET, 0);
    let end = Op::plain(code::END);
    let mut ops = begin(stack_pointer).to_vec();
    ops.push(local);
    original::zeros(&parameters[1..], &mut ops);
    ops.extend([Op::of(code::CALL, slow), Op::plain(code::RETURN), end]);
    ops.extend([get, Op::of(code::LOCAL_TEE, 0), Op::of(code::CALL, fast), local, Op::plain(code::I32_EQ)]);
    ops.extend([Op { code: code::IF, index: 0, value: RESULT }, local, Op::i32_const(8), Op::plain(code::I32_ADD)]);
    ops.extend([Op::of(code::GLOBAL_SET, stack_pointer), Op::i32_const(0), Op::plain(code::ELSE)]);
    ops.extend([Op::of(code::GLOBAL_GET, unwinding), Op::i32_const(0), Op::of(code::GLOBAL_SET, unwinding), end]);
    body(&ops)
}

/// What [`original`] begins with.
fn begin(stack_pointer: u32) -> [Op; 6] {
    let global = Op::of(code::GLOBAL_GET, stack_pointer);
    let parameter = Op::of(code::LOCAL_GET, 0);
    let (and, or) = (Op::plain(code::I32_AND), Op::plain(code::I32_OR));
    [global, Op::i32_const(BAD_BITS), and, parameter, or, Op::block(code::IF)]
}

/// Whether a function's body begins as those that [`original`] gives, and no others.
pub(super) fn is_original(body: &[u8]) -> bool {
    let Some((0, instructions)) = body.split_first() else { return false };
    let mut decoder = Decoder::new(instructions);
    let Some(Op { code: code::GLOBAL_GET, index, .. }) = decoder.next() else { return false };
    begin(index)[1..].iter().all(|op| decoder.next() == Some(*op))
}

/// What calls the function `original`, which was left as it is, by the convention.
pub(super) fn adapter(original: u32, stack_pointer: u32, convention: &Convention) -> Vec<u8> {
    let (get, set) = (Op::of(code::GLOBAL_GET, stack_pointer), Op::of(code::GLOBAL_SET, stack_pointer));
    let unwinding = convention.unwinding;
    let local = Op::of(code::LOCAL_GET, 0);
    let mut ops = vec![local, set, Op::i32_const(0), Op::of(code::CALL, original)];
    ops.extend([Op::of(code::GLOBAL_SET, unwinding), local, Op::i32_const(1)]);
    // Whether the stack pointer is 8 bytes behind what it was, and nothing unwinds.
    ops.extend([get, local, Op::plain(code::I32_SUB), Op::i32_const(8), Op::plain(code::I32_XOR)]);
    ops.extend([Op::of(code::GLOBAL_GET, unwinding), Op::plain(code::I32_OR), Op::plain(code::I32_EQZ)]);
    ops.extend([Op::plain(code::SELECT), Op::plain(code::RETURN)]);
    body(&ops)
}
