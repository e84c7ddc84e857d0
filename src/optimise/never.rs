//! Functions that never return 0: Go's panics, and what grows its stack.
//!
//! Go's compiler knows of such functions, and puts no return into functions that end with their calls.

use super::body::locals;
use super::decode::Decoder;
use super::op::{Op, code};

/// How a function ends where it does not trap.
enum Ends {
    /// It may return 0.
    Returns,
    /// It returns another number, or what functions of these numbers give.
    With(Vec<u32>),
}

/// For each of a module's own functions, whether it is known never to return 0. There are `count` of them, behind those that are
/// `imported`; `bodies` are those of Go's type, by their numbers.
pub(super) fn find<'a>(bodies: impl Iterator<Item = (usize, &'a &'a [u8])>, count: usize, imported: u32) -> Vec<bool> {
    let mut found = vec![false; count];
    let mut open = Vec::new();
    for (own, body) in bodies {
        if let Ends::With(callees) = ends(body) {
            open.push((own, callees));
        }
    }
    // Whoever gives what such a function gives is one, too.
    let mut changed = true;
    while std::mem::take(&mut changed) {
        open.retain(|(own, callees)| {
            let is_found = |callee: &u32| {
                let callee = callee.checked_sub(imported);
                callee.is_some_and(|callee| found.get(callee as usize) == Some(&true))
            };
            let all = callees.iter().all(is_found);
            found[*own] |= all;
            changed |= all;
            !all
        });
    }
    found
}

/// `i32.const 0  return`
const RETURNS_ZERO: [u8; 3] = [code::I32_CONST, 0, code::RETURN];

fn ends(body: &[u8]) -> Ends {
    // Nearly all functions have this, and need not be read.
    if body.windows(RETURNS_ZERO.len()).rev().any(|bytes| bytes == RETURNS_ZERO) {
        return Ends::Returns;
    }
    read(body).map_or(Ends::Returns, Ends::With)
}

/// The functions whose results are returned; `None` if 0 may be returned as well.
fn read(body: &[u8]) -> Option<Vec<u32>> {
    let mut decoder = Decoder { bytes: body, position: locals(body)?.len() };
    let mut callees = Vec::new();
    let mut last = [Op::plain(code::NOP); 3];
    // How many constructs are open.
    let mut depth = 0;
    while !decoder.is_done() {
        let op = decoder.next()?;
        match op.code {
            code::BLOCK | code::LOOP | code::IF => depth += 1,
            // A branch out of all constructs returns.
            code::BR | code::BR_IF if op.index >= depth => return None,
            code::COPIED if leads_out(body, op, depth)? => return None,
            code::END if depth > 0 => depth -= 1,
            code::END if matches!(last[2].code, code::UNREACHABLE | code::RETURN | code::BR) => {}
            code::RETURN | code::END => match last {
                [.., Op { code: code::I32_CONST, value: 1.., .. }] => {}
                [.., Op { code: code::CALL, index, .. }] => callees.push(index),
                // The stack pointer is read again.
                [
                    Op { code: code::CALL, index, .. },
                    Op { code: code::GLOBAL_GET, .. },
                    Op { code: code::LOCAL_SET, .. },
                ] => callees.push(index),
                _ => return None,
            },
            _ => {}
        }
        last = [last[1], last[2], op];
    }
    Some(callees)
}

/// Whether a table of branches leads out of `depth` constructs.
fn leads_out(body: &[u8], op: Op, depth: u32) -> Option<bool> {
    if body.get(op.index as usize) != Some(&code::BR_TABLE) {
        return Some(false);
    }
    let mut table = Decoder { bytes: body, position: op.index as usize + 1 };
    let count = table.number()?;
    let mut leads_out = false;
    for _ in 0..=count {
        leads_out |= table.number()? >= depth;
    }
    Some(leads_out)
}
