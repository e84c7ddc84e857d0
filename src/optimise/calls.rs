//! The calls of optimised functions, by their convention (`convention.rs`), and their returns.

use super::addresses::arity;
use super::decode::Decoder;
use super::flow::Left;
use super::op::{EMPTY, Op, code};
use super::original::{self, Middle};
use super::reader::Reader;

/// What becomes of a call's result.
enum After {
    /// It is returned.
    Returned,
    /// If it is not zero, the function returns 1, too.
    Unwinds { exit: u32 },
    /// If it is not zero, the function traps.
    Traps,
}

/// Instructions that put a return address on the stack: an address, the number, and a store.
const PUSH: usize = 3;

impl<'a> Reader<'a, '_> {
    /// Calls a function by the convention.
    pub(super) fn call(&mut self, op: Op) -> Result<(), Left> {
        let Some((call, zero)) = self.follows_convention(op) else { return self.call_plainly(op) };
        let (after, decoder) = self.after_call().ok_or(Left::Call)?;
        // What the function was given is good, and so is what lies below it as far as the base.
        if self.offset > 0 {
            return Err(Left::StackPointer);
        }
        let never_returns = op.code == code::CALL && self.facts.never_returns(op.index);
        self.decoder = decoder;
        self.flow.code.ops[zero] = Op::address(self.offset);
        self.flow.code.append(call);
        match after {
            After::Returned if self.offset == 0 || never_returns => {
                self.flow.code.append(Op::plain(code::RETURN));
                self.end_here();
            }
            After::Returned => self.return_from_below(),
            After::Unwinds { exit } if never_returns => {
                self.flow.code.append(Op::plain(code::DROP));
                self.jump(exit);
            }
            After::Unwinds { .. } => self.go_on_behind()?,
            After::Traps if never_returns => {
                self.flow.code.ops.extend([code::DROP, code::UNREACHABLE].map(Op::plain));
                self.end_here();
            }
            After::Traps => return Err(Left::Call),
        }
        Ok(())
    }

    /// The call by the convention, and the place of the instruction that passes 0.
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
            (code::CALL_INDIRECT, [.., ZERO, Op { code: code::LOCAL_GET, .. }]) => {
                let suits = op.value == 0 && self.facts.suits_type(op.index);
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
            return Some((After::Returned, ahead));
        }
        if !self.reloads(next, &mut ahead) {
            return None;
        }
        next = ahead.next()?;
        match next.code {
            code::RETURN => Some((After::Returned, ahead)),
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

    /// If a call returned something else than what it was given, its end is this function's, too. If not, the stack pointer is now
    /// 8 bytes behind that.
    fn return_from_below(&mut self) {
        self.push_stack_pointer();
        self.flow.code.append(Op::plain(code::I32_EQ));
        self.flow.code.append(Op::block(code::IF));
        self.offset += 8;
        self.write_stack_pointer();
        self.flow.code.append(Op::plain(code::END));
        self.flow.code.ops.extend([Op::i32_const(1), Op::plain(code::RETURN)]);
        self.end_here();
    }

    /// The same, but the function goes on behind the call; or its original does, if the stack pointer is another.
    fn go_on_behind(&mut self) -> Result<(), Left> {
        let segment = self.node() + 1;
        let parameter = self.layout.parameter(segment).filter(|_| self.is_before_segment()).ok_or(Left::Call)?;
        self.push_stack_pointer();
        self.leave_if_other(parameter);
        self.offset += 8;
        Ok(())
    }

    /// Calls a function that may read the stack pointer's global, and write it.
    fn call_plainly(&mut self, op: Op) -> Result<(), Left> {
        if op.code == code::CALL && self.facts.ignores_stack_pointer(op.index) {
            self.flow.code.append(op);
            return Ok(());
        }
        let mut ahead = self.decoder;
        let (_, gives) = self.arity(op).ok_or(Left::Call)?;
        let reload = ahead.next().ok_or(Left::Unknown)?;
        if !self.reloads(reload, &mut ahead) {
            return Err(Left::Call);
        }
        let result = match gives {
            0 => None,
            _ => Some(ahead).and_then(|mut decoder| decoder.next()),
        };
        let kept = |op: &Op| matches!(op.code, code::LOCAL_SET | code::LOCAL_TEE) && ![0, self.sp].contains(&op.index);
        let is_kept = result.as_ref().is_none_or(kept);
        let height = original::height(self.decoder.bytes, self.segment_start, ahead.position, |op| self.arity(op));
        if gives > 1 || !is_kept || !self.is_in_segment() || height != Some(gives.into()) {
            return Err(Left::Call);
        }
        self.decoder = ahead;
        // Most likely, a return address that is put on the stack right before is taken from it.
        let returns = self.pushed.is_some_and(|place| place + PUSH == self.flow.code.ops.len());
        self.write_stack_pointer();
        self.flow.code.append(op);
        if returns {
            self.offset += 8;
        }
        if let Some(result) = result {
            self.decoder.next();
            self.flow.code.append(Op::of(code::LOCAL_SET, result.index));
        }
        self.flow.code.append(Op::of(code::GLOBAL_GET, self.facts.stack_pointer));
        self.push_stack_pointer();
        let tee = result.filter(|result| result.code == code::LOCAL_TEE).map(|result| result.index);
        self.flow.middles.push(Middle { position: self.decoder.position, segment: self.node(), tee });
        self.leave_if_other(-(self.flow.middles.len() as i32));
        self.forget_parameter();
        if let Some(local) = tee {
            self.flow.code.push(Op::of(code::LOCAL_GET, local));
        }
        Ok(())
    }

    /// How many values an instruction takes and gives.
    fn arity(&self, op: Op) -> Option<(u32, u32)> {
        match op.code {
            code::CALL => self.facts.arity(op.index),
            code::CALL_INDIRECT => self.facts.type_arity(op.index).map(|(takes, gives)| (takes + 1, gives)),
            _ => arity(op.code),
        }
    }

    /// Returns the number on the stack.
    pub(super) fn give_back(&mut self) -> Result<(), Left> {
        match *self.flow.code.tail() {
            // What an unwinding callee left in the global stays there.
            [Op { code: code::I32_CONST, value: 1.., .. }] if self.in_exit() => self.set_unwinding(),
            _ if self.in_exit() => return Err(Left::StackPointer),
            [.., Op { code: code::I32_CONST, value: 0, .. }] if self.offset == 8 => {
                self.flow.code.drop_last(1);
                self.flow.code.append(Op::of(code::LOCAL_GET, 0));
                self.flow.code.append(Op::plain(code::RETURN));
                return Ok(());
            }
            _ => {
                self.set_unwinding();
                self.write_stack_pointer();
            }
        }
        self.flow.code.ops.extend([Op::i32_const(1), Op::plain(code::RETURN)]);
        Ok(())
    }

    fn set_unwinding(&mut self) {
        self.flow.code.append(Op::of(code::GLOBAL_SET, self.convention.unwinding));
    }
}
