//! Where an optimised function leaves what is left to do to its original.

use super::op::{Op, code};
use super::original;
use super::reader::Reader;

impl Reader<'_, '_> {
    /// The node behind calls that returned something else than what they were given: the function unwinds, or its original goes
    /// on with the segment that the scratch local says.
    pub(super) fn way_out(&self) -> u32 {
        self.layout.nodes()
    }

    /// The node where the original does all of the function.
    pub(super) fn restart(&self) -> u32 {
        self.layout.nodes() + 1
    }

    pub(super) fn add_ways_out(&mut self) {
        self.begin_node();
        if self.layout.exit {
            self.flow.code.append(Op::of(code::GLOBAL_GET, self.convention.unwinding));
            self.jump_if(self.layout.segments);
        }
        original::call(self.slow, &self.flow.frame, &mut self.flow.code.ops);
        self.end_with_original();
        self.begin_node();
        self.offset = 0;
        self.write_stack_pointer();
        original::zeros(&self.parameters, &mut self.flow.code.ops);
        self.flow.code.append(Op::of(code::CALL, self.slow));
        self.end_with_original();
    }

    /// What the original returns is told by the convention: its stack pointer is in the global.
    fn end_with_original(&mut self) {
        let unwinding = Op::of(code::GLOBAL_SET, self.convention.unwinding);
        self.flow.code.ops.extend([unwinding, Op::i32_const(1), Op::plain(code::RETURN)]);
        self.finish_node(None);
    }

    /// The function leaves the rest to the original if the two numbers on the stack differ. That begins with the segment of this
    /// parameter, or at the place in the middle that it is the negative number of.
    pub(super) fn leave_if_other(&mut self, parameter: i32) {
        let scratch = self.use_scratch();
        self.flow.code.append(Op::plain(code::I32_NE));
        self.flow.code.append(Op::block(code::IF));
        self.flow.code.append(Op::i32_const(parameter));
        self.flow.code.append(Op::of(code::LOCAL_SET, scratch));
        self.note_edge(self.way_out());
        self.flow.code.append(Op::of(code::JUMP, self.way_out()));
        self.flow.code.append(Op::plain(code::END));
    }

    /// Goes past an `if` whose arm is better left to the original from its beginning, because a function is called there that never
    /// returns; whether it was one. All that has been done before it can be done again.
    pub(super) fn skips_restart(&mut self) -> bool {
        if self.node() != 0 || !self.flow.code.tail().iter().all(|op| can_be_repeated(op.code)) {
            return false;
        }
        let mut ahead = self.decoder;
        let mut leaves = false;
        loop {
            match ahead.next() {
                Some(Op { code: code::END, .. }) if leaves => {
                    self.decoder = ahead;
                    return true;
                }
                Some(Op { code: code::CALL, index, .. }) => leaves |= self.facts.never_returns(index),
                Some(Op { code: code::BLOCK..=code::ELSE | code::END, .. }) | None => return false,
                Some(_) => {}
            }
        }
    }
}

/// Whether an instruction changes nothing but locals.
fn can_be_repeated(code: u8) -> bool {
    matches!(
        code,
        code::ENTRY
            | code::ADDRESS
            | code::BASE
            | code::JUMP_IF
            | code::LOCAL_GET..=code::GLOBAL_GET
            | code::I32_LOAD..code::I32_STORE
            | code::I32_CONST..=code::LAST_PLAIN
    )
}
