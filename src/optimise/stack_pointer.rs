//! What is done to locals, above all to the stack pointer: it becomes a constant behind what the function was given.

use super::flow::Left;
use super::frame::LIMIT;
use super::op::{Op, code};
use super::reader::Reader;

impl Reader<'_, '_> {
    pub(super) fn local(&mut self, op: Op) -> Result<(), Left> {
        if op.index == self.sp {
            return self.copy_of_stack_pointer(op);
        }
        if op.index != 0 {
            self.flow.code.push(op);
            return Ok(());
        }
        match op.code {
            code::LOCAL_GET if !self.set => return Err(Left::Parameter),
            code::LOCAL_GET => {}
            _ => self.set = true,
        }
        let index = self.use_scratch();
        self.flow.code.push(Op::of(op.code, index));
        Ok(())
    }

    /// The local that the original's parameter becomes.
    pub(super) fn use_scratch(&mut self) -> u32 {
        self.flow.frame.uses_scratch = true;
        self.flow.frame.scratch()
    }

    /// Reads the global, whose value is that of its copy.
    pub(super) fn stack_pointer(&mut self, op: Op) -> Result<(), Left> {
        if op.code == code::GLOBAL_SET {
            return Err(Left::StackPointer);
        }
        let mut ahead = self.decoder;
        if ahead.next() == Some(Op::of(code::LOCAL_SET, self.sp)) {
            self.decoder = ahead;
        } else {
            self.push_stack_pointer();
        }
        Ok(())
    }

    pub(super) fn push_stack_pointer(&mut self) {
        self.flow.code.push(Op::address(self.offset));
    }

    /// Reads the copy, or writes both it and the global: what is a constant behind what it was before.
    fn copy_of_stack_pointer(&mut self, op: Op) -> Result<(), Left> {
        if op.code == code::LOCAL_GET {
            self.push_stack_pointer();
            return Ok(());
        }
        let mut ahead = self.decoder;
        if op.code != code::LOCAL_TEE || ahead.next() != Some(Op::of(code::GLOBAL_SET, self.facts.stack_pointer)) {
            return Err(Left::StackPointer);
        }
        let [.., Op { code: code::ADDRESS, value, .. }] = *self.flow.code.tail() else {
            return Err(Left::StackPointer);
        };
        let offset = value as i64;
        if offset % 8 != 0 || offset.abs() >= LIMIT {
            return Err(Left::StackPointer);
        }
        self.decoder = ahead;
        self.flow.code.drop_last(1);
        self.pushed = (offset == self.offset - 8).then_some(self.flow.code.ops.len());
        self.offset = offset;
        self.flow.code.lowest = self.flow.code.lowest.min(offset);
        Ok(())
    }

    pub(super) fn write_stack_pointer(&mut self) {
        self.push_stack_pointer();
        self.flow.code.append(Op::of(code::GLOBAL_SET, self.facts.stack_pointer));
    }
}
