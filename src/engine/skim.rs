//! Looks through a function's instructions without decoding them, several times as fast as a parser does.

use crate::encoding::{Reader, opcode};

/// Whether `instructions` may have a `br_table` and, anywhere, a block that is `wide`, by its opcode, and its type's first byte
/// and number. `blocks` says that there is one already. `true` for whatever is not known here.
pub(super) fn may_branch_by_table(instructions: &[u8], mut blocks: bool, wide: impl Fn(u8, u8, u32) -> bool) -> bool {
    let mut code = Reader::new(instructions);
    let mut tables = false;
    while let Some(opcode) = code.byte() {
        if matches!(opcode, opcode::BLOCK..=opcode::IF) {
            let mut ty = code;
            let first = ty.byte().unwrap_or_default();
            ty.position = code.position;
            blocks |= wide(opcode, first, ty.number().unwrap_or(u32::MAX));
        }
        tables |= opcode == opcode::BR_TABLE;
        if code.skip(opcode).is_none() || (tables && blocks) {
            return true;
        }
    }
    false
}
