//! What a function's body says by itself.

use super::decode::Decoder;
use super::op::{Op, code, unsigned};

/// Whether a function with this body begins as Go's do that can go on in their middle.
pub(super) fn is_looped(body: &[u8]) -> bool {
    prologue(body).is_some_and(|prologue| matches!(body[prologue.start..], [code::BLOCK | code::LOOP, ..]))
}

/// The declarations of locals that a body begins with.
pub(super) fn locals(body: &[u8]) -> Option<&[u8]> {
    let mut decoder = Decoder::new(body);
    let groups = decoder.number()?;
    (0..groups).try_for_each(|_| decoder.number().and(decoder.number()).map(drop))?;
    body.get(..decoder.position)
}

/// Appends these declarations of locals, with one more number if there is to be one.
pub(super) fn more_locals(locals: &[u8], one_more: bool, out: &mut Vec<u8>) -> Option<()> {
    let mut decoder = Decoder::new(locals);
    let count = decoder.number()?;
    let mut groups = Vec::new();
    for _ in 0..count {
        groups.push((u64::from(decoder.number()?), decoder.byte()?));
    }
    match groups.last_mut() {
        _ if !one_more => {}
        Some((count, I32)) => *count += 1,
        _ => groups.push((1, I32)),
    }
    unsigned(groups.len() as u64, out);
    for (count, ty) in groups {
        unsigned(count, out);
        out.push(ty);
    }
    Some(())
}

/// What a function of Go's begins with.
pub(super) struct Prologue {
    /// The global and the local of the stack pointer.
    pub(super) global: u32,
    pub(super) local: u32,
    /// How many locals there are.
    pub(super) locals: u32,
    /// Where the instructions after it begin.
    pub(super) start: usize,
}

/// Reads what a function of Go's begins with.
pub(super) fn prologue(body: &[u8]) -> Option<Prologue> {
    let mut decoder = Decoder::new(body);
    let groups = decoder.number()?;
    let mut locals = 1_u32;
    let mut numbers = Vec::new();
    for _ in 0..groups {
        let count = decoder.number()?;
        let ty = decoder.number()?;
        if ty == u32::from(I32) {
            numbers.push(locals..locals.checked_add(count)?);
        }
        locals = locals.checked_add(count)?;
    }
    let Op { code: code::GLOBAL_GET, index: global, .. } = decoder.next()? else { return None };
    let Op { code: code::LOCAL_SET, index: local, .. } = decoder.next()? else { return None };
    let is_number = numbers.iter().any(|range| range.contains(&local));
    is_number.then_some(Prologue { global, local, locals, start: decoder.position })
}

/// Whether a function with this body neither reads nor writes a global, and calls no function; `None` if that is not known.
pub(super) fn ignores_global(body: &[u8], global: u32) -> Option<bool> {
    let mut decoder = Decoder { bytes: body, position: locals(body)?.len() };
    while !decoder.is_done() {
        let op = decoder.next()?;
        match op.code {
            code::CALL | code::CALL_INDIRECT => return Some(false),
            code::GLOBAL_GET | code::GLOBAL_SET if op.index == global => return Some(false),
            _ => {}
        }
    }
    Some(true)
}

/// Whether a function with this body may change what a table holds.
pub(super) fn changes_tables(body: &[u8]) -> bool {
    locals(body).is_none_or(|locals| Decoder { bytes: body, position: locals.len() }.changes_tables())
}

/// The type of 32-bit integers.
pub(super) const I32: u8 = 0x7f;
