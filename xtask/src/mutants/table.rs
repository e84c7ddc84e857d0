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
    "a loop is entered with any local", "flow.rs":
        "if set != Op::of(code::LOCAL_SET, self.sp) {" => "if false {";
    "other numbers lead to the first segment", "flow.rs":
        ".or(table.last())" => ".or(table.first())";
    "the parameter may be read before it is set", "flow.rs":
        "code::LOCAL_GET if !self.set => return Err(Left::Parameter)," => "";
    "a parameter that is set in a construct is set behind it", "flow.rs":
        "        self.set = nested.set;\n" => "";
    "a parameter that is set in one arm is set in the other", "flow.rs":
        "                self.set = self.nested.last().ok_or(Left::Unknown)?.set;\n" => "";
    "the global may be written alone", "flow.rs":
        "            return Err(Left::StackPointer);\n        }\n        let mut ahead = self.decoder;\n        if ahead.next() == Some(Op::of(code::LOCAL_SET"
        => "            self.flow.code.push(Op::plain(code::DROP));\n            return Ok(());\n        }\n        let mut ahead = self.decoder;\n        if ahead.next() == Some(Op::of(code::LOCAL_SET";
    "the copy may be written alone", "flow.rs":
        "        if op.code != code::LOCAL_TEE || ahead.next() != Some(Op::of(code::GLOBAL_SET, self.facts.stack_pointer)) {"
        => "        if op.code == code::LOCAL_TEE && ahead.next() != Some(Op::of(code::GLOBAL_SET, self.facts.stack_pointer)) {";
    // Calls.
    "a call may pass any number", "calls.rs":
        "(code::CALL, [.., ZERO]) => {" => "(code::CALL, [.., Op { code: code::I32_CONST, .. }]) => {";
    "a plain call need not be followed by a reload", "calls.rs":
        "} else if next.code != code::RETURN {" => "} else if false {";
    "a plain call finds the global as it is", "calls.rs":
        "        self.write_stack_pointer();\n        let reload" => "        let reload";
    "a plain call leaves the global as it is", "calls.rs":
        "        self.flow.code.ops.extend(reload);\n" => "        let _ = reload;\n";
    "an unwinding function does not write the global", "calls.rs":
        "                self.flow.code.append(set_unwinding);\n                self.write_stack_pointer();\n"
        => "                self.flow.code.append(set_unwinding);\n";
    "an exit need not give 1", "calls.rs":
        "            _ if self.in_exit() => return Err(Left::StackPointer),\n" => "";
    // From one convention to the other.
    "what was unwinding stays so", "entry.rs":
        "    ops.extend([Op::i32_const(0), Op::of(code::GLOBAL_SET, unwinding), Op::plain(code::ELSE)]);"
        => "    ops.extend([Op::plain(code::ELSE)]);";
    "a stack pointer of 0 is not written", "entry.rs":
        "    ops.extend([Op::i32_const(0), set, Op::plain(code::END), local, Op::plain(code::END)]);"
        => "    ops.extend([Op::plain(code::END), local, Op::plain(code::END)]);";
    "a function that is resumed begins anew", "entry.rs":
        "    if let Some(slow) = slow {\n        ops.extend(" => "    if let Some(slow) = slow.filter(|_| false) {\n        ops.extend(";
    // Tables.
    "a changing table has a twin", "../optimise.rs":
        "if facts.table.is_some() && module.changes_tables {" => "if false && module.changes_tables {";
    "a function of the shape does not change tables", "flow.rs":
        "self.flow.changes_tables |= self.decoder.changes_table(op);" => "";
    "a function that stays does not change tables", "../optimise.rs":
        "            Err(left) => {\n                self.changes_tables |= facts::changes_tables(body);" => "            Err(left) => {";
    "a function of another type does not change tables", "../optimise.rs":
        "            self.changes_tables |= facts::changes_tables(body);\n            return" => "            return";
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
    "any two additions are one", "peephole.rs":
        "if (*first_get, *first_set, *second_get) == (get, set, get) =>" => "if *first_get == get && *first_set != *second_get =>";
    "a sum is set to whatever local it came from", "peephole.rs":
        "== (get, set, get) =>" => "== (*first_get, set, get) =>";
    "a sum is taken from whatever local", "peephole.rs":
        "if (*first_get, *first_set, *second_get) == (get, set, get) =>" => "if (*first_get, *first_set) == (get, set) && second_get.code == code::LOCAL_GET =>";
    "a node's instructions are joined to those before it", "peephole.rs":
        "        self.floor = self.ops.len();\n" => "";
    // The order of blocks.
    "a loop may have more entries", "order.rs":
        "(meet(latch, header, dominators, place) == header).then_some(())?;" => "";
    "a node that leaves a loop stands within it", "order.rs":
        "match loops.outermost_left(dominator, node) {" => "match loops.outermost_left(dominator, node).filter(|_| false) {";
    "whatever is open is fallen to", "structure.rs":
        "            && loops.next() == Some(&Label::Before(target))" => "            && loops.next().is_some()";
];
