//! The calls of optimised functions, by their convention (`convention.rs`) where that is possible.

use super::decode::Decoder;
use super::flow::{Left, Reader};
use super::op::{EMPTY, Op, code};
use super::peephole::STACK_POINTER;

/// What becomes of a call's result.
enum After {
    /// It is returned.
    Returned,
    /// If it is not zero, the function returns 1, too.
    Unwinds { exit: u32 },
    /// If it is not zero, the function traps.
    Traps,
}

impl<'a> Reader<'a, '_> {
    /// Calls a function, by the convention where that is possible.
    pub(super) fn call(&mut self, op: Op) -> Result<(), Left> {
        if let Some((call, zero)) = self.follows_convention(op)
            && let Some((after, decoder)) = self.after_call()
        {
            self.decoder = decoder;
            self.flow.code.ops[zero] = Op::of(code::LOCAL_GET, STACK_POINTER);
            self.flow.code.append(call);
            self.use_result(&after);
            return Ok(());
        }
        self.call_plainly(op)
    }

    /// The call by the convention, and the place of the instruction that passes 0, where there is one.
    fn follows_convention(&self, op: Op) -> Option<(Op, usize)> {
        const ZERO: Op = Op::i32_const(0);
        let tail = self.flow.code.tail();
        let last = self.flow.code.ops.len().checked_sub(1)?;
        match (op.code, tail) {
            (code::CALL, [.., ZERO]) => {
                let own = op.index.checked_sub(self.facts.imported_functions)?;
                let fast = self.convention.fast.get(own as usize).copied().flatten()?;
                Some((Op::of(code::CALL, fast), last))
            }
            (code::CALL_INDIRECT, [.., ZERO, Op { code: code::LOCAL_GET, index, .. }]) => {
                let suits = op.value == 0 && self.facts.suits_type(op.index) && *index != STACK_POINTER;
                let table = self.convention.table.filter(|_| suits)?;
                Some((Op { value: table.into(), ..op }, last - 1))
            }
            _ => None,
        }
    }

    /// What comes after a call, and where to go on then.
    fn after_call(&self) -> Option<(After, Decoder<'a>)> {
        let mut ahead = self.decoder;
        let mut next = ahead.next()?;
        if next.code == code::RETURN {
            return Some((After::Returned, self.decoder));
        }
        if !self.reloads(next, &mut ahead) {
            return None;
        }
        next = ahead.next()?;
        match next.code {
            code::RETURN => Some((After::Returned, self.decoder)),
            code::BR_IF => Some((After::Unwinds { exit: self.leads_to_exit(next.index)? }, ahead)),
            code::IF if next.value == EMPTY => {
                let traps = ahead.next()?.code == code::UNREACHABLE && ahead.next()?.code == code::END;
                traps.then_some((After::Traps, ahead))
            }
            _ => None,
        }
    }

    /// Whether `next` and the instruction behind it read the stack pointer from its global.
    fn reloads(&self, next: Op, ahead: &mut Decoder<'_>) -> bool {
        next == Op::of(code::GLOBAL_GET, self.facts.stack_pointer)
            && ahead.next() == Some(Op::of(code::LOCAL_SET, self.sp))
    }

    fn use_result(&mut self, after: &After) {
        let unwinding = Op::of(code::GLOBAL_GET, self.convention.unwinding);
        if matches!(after, After::Returned) {
            return;
        }
        self.flow.code.append(Op::of(code::LOCAL_TEE, STACK_POINTER));
        self.flow.code.append(Op::plain(code::I32_EQZ));
        self.flow.code.append(Op::block(code::IF));
        self.flow.code.append(unwinding);
        match *after {
            After::Unwinds { exit } => self.jump_if(exit),
            _ => self.flow.code.ops.extend([Op::block(code::IF), Op::plain(code::UNREACHABLE), Op::plain(code::END)]),
        }
        self.flow.code.append(Op::plain(code::END));
    }

    /// Calls a function that reads the stack pointer's global, and may write it.
    fn call_plainly(&mut self, op: Op) -> Result<(), Left> {
        let mut ahead = self.decoder;
        let next = ahead.next().ok_or(Left::Unknown)?;
        if self.reloads(next, &mut ahead) {
            self.decoder = ahead;
        } else if next.code != code::RETURN {
            return Err(Left::StackPointer);
        }
        self.write_stack_pointer();
        let reload = [Op::of(code::GLOBAL_GET, self.facts.stack_pointer), Op::of(code::LOCAL_SET, STACK_POINTER)];
        self.flow.code.append(op);
        self.flow.code.ops.extend(reload);
        Ok(())
    }

    pub(super) fn write_stack_pointer(&mut self) {
        let global = Op::of(code::GLOBAL_SET, self.facts.stack_pointer);
        self.flow.code.ops.extend([Op::of(code::LOCAL_GET, STACK_POINTER), global]);
    }

    /// Returns the number on the stack.
    pub(super) fn give_back(&mut self) -> Result<(), Left> {
        let set_unwinding = Op::of(code::GLOBAL_SET, self.convention.unwinding);
        match *self.flow.code.tail() {
            // What an unwinding callee left in the global stays there.
            [Op { code: code::I32_CONST, value: 1.., .. }] if self.in_exit() => {
                self.flow.code.ops.extend([set_unwinding, Op::i32_const(0)]);
            }
            _ if self.in_exit() => return Err(Left::StackPointer),
            [.., set, Op { code: code::I32_CONST, value: 0, .. }] if set == Op::of(code::LOCAL_SET, STACK_POINTER) => {
                self.flow.code.drop_last(2);
            }
            [.., Op { code: code::I32_CONST, value: 0, .. }] => {
                self.flow.code.drop_last(1);
                self.flow.code.append(Op::of(code::LOCAL_GET, STACK_POINTER));
            }
            // What the callee returns by the convention is what this function does.
            [.., call] if self.is_by_convention(call) => {}
            _ => {
                self.flow.code.append(set_unwinding);
                self.write_stack_pointer();
                self.flow.code.append(Op::i32_const(0));
                self.flow.code.append(Op::of(code::LOCAL_GET, STACK_POINTER));
                self.flow.code.append(Op::of(code::GLOBAL_GET, self.convention.unwinding));
                self.flow.code.append(Op::plain(code::SELECT));
            }
        }
        self.flow.code.append(Op::plain(code::RETURN));
        Ok(())
    }

    /// Whether an instruction that was appended calls by the convention.
    fn is_by_convention(&self, op: Op) -> bool {
        match op.code {
            code::CALL => self.convention.is_fast(op.index),
            code::CALL_INDIRECT => Some(op.value) == self.convention.table.map(u64::from),
            _ => false,
        }
    }
}
