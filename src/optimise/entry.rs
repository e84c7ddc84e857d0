//! The functions that lead from one convention to the other.

use super::convention::Convention;
use super::op::{Op, code, unsigned};

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

/// What takes an optimised function's place: it calls `fast` by the convention. If the function is to go on in its middle, it calls
/// `slow`, which is the original.
pub(super) fn original(fast: u32, slow: Option<u32>, stack_pointer: u32, convention: &Convention) -> Vec<u8> {
    const RESULT: u64 = 0x7f_u64.wrapping_sub(0x80);
    let (get, set) = (Op::of(code::GLOBAL_GET, stack_pointer), Op::of(code::GLOBAL_SET, stack_pointer));
    let unwinding = convention.unwinding;
    let local = Op::of(code::LOCAL_GET, 0);
    let mut ops = Vec::new();
    if let Some(slow) = slow {
        ops.extend([local, Op::block(code::IF), local, Op::of(code::CALL, slow)]);
        ops.extend([Op::plain(code::RETURN), Op::plain(code::END)]);
    }
    ops.extend([get, Op::of(code::CALL, fast), Op::of(code::LOCAL_TEE, 0)]);
    ops.extend([Op { code: code::IF, index: 0, value: RESULT }, local, set, Op::i32_const(0), Op::plain(code::ELSE)]);
    ops.extend([Op::of(code::GLOBAL_GET, unwinding), Op::of(code::LOCAL_TEE, 0), Op::block(code::IF)]);
    ops.extend([Op::i32_const(0), Op::of(code::GLOBAL_SET, unwinding), Op::plain(code::ELSE)]);
    ops.extend([Op::i32_const(0), set, Op::plain(code::END), local, Op::plain(code::END)]);
    body(&ops)
}

/// What calls the function `original`, which was left as it is, by the convention.
pub(super) fn adapter(original: u32, stack_pointer: u32, convention: &Convention) -> Vec<u8> {
    body(&[
        Op::of(code::LOCAL_GET, 0),
        Op::of(code::GLOBAL_SET, stack_pointer),
        Op::i32_const(0),
        Op::of(code::CALL, original),
        Op::of(code::GLOBAL_SET, convention.unwinding),
        Op::i32_const(0),
        Op::of(code::GLOBAL_GET, stack_pointer),
        Op::of(code::GLOBAL_GET, convention.unwinding),
        Op::plain(code::SELECT),
        Op::plain(code::RETURN),
    ])
}
