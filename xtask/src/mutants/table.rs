//! The rules, and how each is broken.

/// A rule of the optimiser's, and what is put in its place.
pub(super) struct Mutant {
    pub(super) name: &'static str,
    /// Below `src`.
    pub(super) file: &'static str,
    pub(super) rule: &'static str,
    pub(super) broken: &'static str,
}

/// Rows: a name, the file in `src/optimise`, the rule's text there, and the text that breaks it.
macro_rules! mutants {
    ($($name:literal, $file:literal: $rule:literal => $broken:literal;)*) => {
        &[$(Mutant { name: $name, file: concat!("optimise/", $file), rule: $rule, broken: $broken }),*]
    };
}

pub(super) const MUTANTS: &[Mutant] = mutants![
    // What a function has to be.
    "a loop is entered with any local", "branches.rs":
        "if set != Op::of(code::LOCAL_SET, self.flow.frame.scratch()) {" => "if false {";
    "other numbers lead to the first segment", "branches.rs":
        ".or(table.last())" => ".or(table.first())";
    "the parameter may be read before it is set", "stack_pointer.rs":
        "code::LOCAL_GET if !self.set => return Err(Left::Parameter)," => "";
    "a parameter that is set in a construct is set behind it", "reader.rs":
        "come from before the parameter was set.\n        (self.set, self.offset) = (nested.set, nested.offset);"
        => "come from before the parameter was set.\n        self.offset = nested.offset;";
    "a parameter that is set in one arm is set in the other", "reader.rs":
        "                self.meets(nested.offset)?;\n                (self.set, self.offset) = (nested.set, nested.offset);"
        => "                self.meets(nested.offset)?;\n                self.offset = nested.offset;";
    // The stack pointer.
    "the global may be written alone", "stack_pointer.rs":
        "        if op.code == code::GLOBAL_SET {\n            return Err(Left::StackPointer);"
        => "        if op.code == code::GLOBAL_SET {\n            self.flow.code.push(Op::plain(code::DROP));\n            return Ok(());";
    "the copy may be written alone", "stack_pointer.rs":
        "if op.code != code::LOCAL_TEE || ahead" => "if op.code == code::LOCAL_TEE && ahead";
    "paths meet with different stack pointers", "reader.rs":
        "        (known == self.offset).then_some(()).ok_or(Left::StackPointer)" => "        let _ = known;\n        Ok(())";
    "a construct may end with another stack pointer", "reader.rs":
        "std::mem::take(&mut self.ended) || self.offset == offset" => "std::mem::take(&mut self.ended) || self.offset != offset + 1";
    "the base may be anything", "frame.rs":
        "            Op::of(code::BR_IF, label),\n" => "            Op::plain(code::DROP),\n";
    "what a function is given may be anything", "entry.rs":
        "[global, Op::i32_const(BAD_BITS)," => "[global, Op::i32_const(0),";
    "addresses below the base are in its part of the stack", "addresses.rs":
        "(self.lowest..LIMIT)" => "(-LIMIT..LIMIT)";
    "half of any load is loaded", "addresses.rs":
        "last.index & Op::IN_FRAME != 0 && last.value.is_multiple_of(8)" => "last.index & Op::IN_FRAME != 0";
    "addresses are not moved for stores", "addresses.rs":
        "            self.ops[place] = Op::plain(code::BASE);\n" => "";
    // Calls.
    "a call may pass any number", "calls.rs":
        "(code::CALL, [.., ZERO]) => {" => "(code::CALL, [.., Op { code: code::I32_CONST, .. }]) => {";
    "whatever a call returns, the function goes on", "calls.rs":
        "        self.leave_if_other(parameter);\n" => "        self.flow.code.ops.extend([code::DROP, code::DROP].map(Op::plain));\n";
    "a plain call leaves the stack pointer as it is", "calls.rs":
        "        self.leave_if_other(-(self.flow.middles.len() as i32));\n"
        => "        self.flow.code.ops.extend([code::DROP, code::DROP].map(Op::plain));\n";
    "a plain call finds the global as it is", "calls.rs":
        "        self.write_stack_pointer();\n        self.flow.code.append(op);" => "        self.flow.code.append(op);";
    "all functions ignore the stack pointer", "body.rs":
        "            code::GLOBAL_GET | code::GLOBAL_SET if op.index == global => return Some(false),\n" => "";
    "a parameter is known behind a plain call", "calls.rs":
        "        self.forget_parameter();\n" => "";
    "a function that returns below its own address returns as given", "calls.rs":
        "After::Returned if self.offset == 0 || never_returns => {" => "After::Returned => {";
    "all returns are as given", "calls.rs":
        "[.., Op { code: code::I32_CONST, value: 0, .. }] if self.offset == 8 => {" => "[.., Op { code: code::I32_CONST, value: 0, .. }] => {";
    "an exit need not give 1", "calls.rs":
        "            _ if self.in_exit() => return Err(Left::StackPointer),\n" => "";
    "whatever a function gives never is 0", "never.rs":
        "                _ => return None,\n            },\n            _ => {}" => "                _ => {}\n            },\n            _ => {}";
    "whatever calls what never returns begins anew", "ways_out.rs":
        "if self.node() != 0 || !self.flow.code.tail().iter().all(|op| can_be_repeated(op.code)) {" => "if self.node() != 0 {";
    // The original.
    "a place in the middle is in the segment before", "original.rs":
        "|(number, middle)| 2 + middle.segment" => "|(number, middle)| 1 + middle.segment";
    "branches lead out of as many blocks as before", "original.rs":
        "op.index += self.blocks_more(op.index - depth)," => "op.index += 0,";
    "a place in the middle is gone to again", "original.rs":
        "        self.op(Op::i32_const(0));\n        self.op(Op::of(code::LOCAL_SET, place));\n" => "";
    // From one convention to the other.
    "what was unwinding stays so", "entry.rs":
        "Op::i32_const(0), Op::of(code::GLOBAL_SET, unwinding), end]" => "end]";
    "the stack pointer is not written", "entry.rs":
        "    ops.extend([Op::of(code::GLOBAL_SET, stack_pointer), Op::i32_const(0), Op::plain(code::ELSE)]);"
        => "    ops.extend([Op::plain(code::DROP), Op::i32_const(0), Op::plain(code::ELSE)]);";
    "a function that is resumed begins anew", "entry.rs":
        "and, parameter, or, Op::block(code::IF)]" => "and, Op::i32_const(0), or, Op::block(code::IF)]";
    "whatever the original leaves is as given", "entry.rs":
        "[get, local, Op::plain(code::I32_SUB), Op::i32_const(8), Op::plain(code::I32_XOR)]"
        => "[local, local, Op::plain(code::I32_SUB), Op::i32_const(0), Op::plain(code::I32_XOR)]";
    // Tables.
    "a changing table has a twin", "../optimise.rs":
        "if facts.table.is_some() && module.changes_tables {" => "if false && module.changes_tables {";
    "a function of the shape does not change tables", "reader.rs":
        "self.flow.changes_tables |= self.decoder.changes_table(op);" => "";
    "a function that stays does not change tables", "../optimise.rs":
        "            Err(left) => {\n                self.changes_tables |= body::changes_tables(body);" => "            Err(left) => {";
    "a function of another type does not change tables", "../optimise.rs":
        "            self.changes_tables |= body::changes_tables(body);\n            return" => "            return";
    "table.set changes no table", "decode.rs":
        "[code::TABLE_SET, ..] | " => "";
    "table.grow and table.fill change no table", "decode.rs":
        "0x0c | 0x0e | 0x0f | 0x11 | 0x80.." => "0x0c | 0x0e | 0x80..";
    "table.copy changes no table", "decode.rs":
        "0x0c | 0x0e | 0x0f" => "0x0c | 0x0f";
    // Fewer instructions.
    "any sum is of 32 bits", "peephole.rs":
        "                Op { code: code::I64_EXTEND_I32_U, .. },\n                Op { code: code::I64_CONST, value, .. },"
        => "                Op { .. },\n                Op { code: code::I64_CONST, value, .. },";
    "all numbers are 0 or 1", "peephole.rs":
        "if compares(first.code) => self" => "if first.code != code::NOP => self";
    "less is the opposite of greater", "peephole.rs":
        "[1, 0, 8, 9, 6, 7, 4, 5, 2, 3]" => "[1, 0, 4, 5, 2, 3, 4, 5, 2, 3]";
    "subtracting is adding", "peephole.rs":
        "(*value as i32).wrapping_neg()" => "*value as i32";
    "a node's instructions are joined to those before it", "peephole.rs":
        "        self.floor = self.ops.len();\n" => "";
    // The order of blocks.
    "a loop may have more entries", "order.rs":
        "(meet(latch, header, dominators, place) == header).then_some(())?;" => "";
    // That a node which leaves a loop stands behind it is no rule: within it, it does the same, in a larger construct.
    "whatever is open is fallen to", "structure.rs":
        "            && loops.next() == Some(&Label::Before(target))" => "            && loops.next().is_some()";
];
