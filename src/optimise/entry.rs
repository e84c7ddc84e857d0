//! The functions that lead from one convention to the other.

use super::convention::Convention;
use super::decode::Decoder;
use super::facts;
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

/// Whether a function's body is one that [`original`] gives.
pub(super) fn is_original(body: &[u8]) -> bool {
    // One without locals, unlike nearly all others: nothing more is read of those, as this is asked of every plugin at its start.
    body.first() == Some(&0)
        && numbers(body).is_some_and(|(fast, slow, stack_pointer, unwinding)| {
            let convention = Convention { fast: Vec::new(), first_fast: 0, table: None, unwinding };
            original(fast, slow, stack_pointer, &convention) == body
        })
}

/// What [`original`] would have been given for this body.
fn numbers(body: &[u8]) -> Option<(u32, Option<u32>, u32, u32)> {
    let mut decoder = Decoder { bytes: body, position: facts::locals(body)?.len() };
    let (mut slow, mut next) = (None, decoder.next()?);
    if next.code == code::LOCAL_GET {
        let [.., call, _, _, get] = [(); 6].map(|()| decoder.next());
        (slow, next) = (Some(call?.index), get?);
    }
    let fast = decoder.next()?.index;
    let unwinding = (0..7).map(|_| decoder.next()).last()??;
    Some((fast, slow, next.index, unwinding.index))
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
