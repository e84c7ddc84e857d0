//! Branches: within a segment, to another, or out of the function.

use super::flow::Left;
use super::op::{Op, code};
use super::reader::Reader;

/// Where a branch leads.
enum Target {
    Inner,
    Loop,
    Exit,
    Function,
}

impl Reader<'_, '_> {
    fn target(&self, label: u32) -> Result<Target, Left> {
        let nested = self.nested.len() as u32;
        let Some(outer) = label.checked_sub(nested) else { return Ok(Target::Inner) };
        let (looped, exit) = (u32::from(self.loop_open), u32::from(self.exit_open));
        match outer.checked_sub(self.segments_left) {
            None => Err(Left::Branch),
            Some(0) if self.loop_open => Ok(Target::Loop),
            Some(outer) if outer == looped && exit == 1 => Ok(Target::Exit),
            Some(outer) if outer == looped + exit => Ok(Target::Function),
            _ => Err(Left::Branch),
        }
    }

    pub(super) fn branch(&mut self, label: u32) -> Result<(), Left> {
        match self.target(label)? {
            Target::Inner => {
                self.meets_inner(label)?;
                self.flow.code.push(Op::of(code::BR, label));
                self.end_here();
            }
            Target::Function => {
                self.give_back()?;
                self.end_here();
            }
            Target::Exit => {
                self.write_stack_pointer();
                self.jump(self.exit());
            }
            Target::Loop => {
                let [.., Op { code: code::I32_CONST, value, .. }, set] = *self.flow.code.tail() else {
                    return Err(Left::Branch);
                };
                if set != Op::of(code::LOCAL_SET, self.flow.frame.scratch()) {
                    return Err(Left::Branch);
                }
                self.flow.code.drop_last(2);
                let table = &self.layout.table;
                let segment = table.get(value as usize).or(table.last()).copied().ok_or(Left::Branch)?;
                self.arrive(segment)?;
                self.jump(segment);
            }
        }
        Ok(())
    }

    pub(super) fn branch_if(&mut self, label: u32) -> Result<(), Left> {
        match self.target(label)? {
            Target::Inner => {
                self.meets_inner(label)?;
                self.flow.code.push(Op::of(code::BR_IF, label));
            }
            Target::Exit => {
                self.write_stack_pointer();
                self.jump_if(self.exit());
            }
            // The loop would be entered with what the parameter was set to before.
            Target::Loop | Target::Function => return Err(Left::Branch),
        }
        Ok(())
    }

    fn meets_inner(&self, label: u32) -> Result<(), Left> {
        let nested = self.nested.iter().rev().nth(label as usize).ok_or(Left::Branch)?;
        (nested.offset == self.offset).then_some(()).ok_or(Left::StackPointer)
    }

    pub(super) fn jump(&mut self, node: u32) {
        if self.nested.is_empty() {
            let current = self.node() as usize;
            self.flow.nodes[current].next = Some(node);
        } else {
            self.note_edge(node);
            self.flow.code.push(Op::of(code::JUMP, node));
        }
        self.end_here();
    }

    pub(super) fn jump_if(&mut self, node: u32) {
        self.note_edge(node);
        self.flow.code.push(Op::of(code::JUMP_IF, node));
    }

    /// Whether a branch to this label, from here, leads to the exit.
    pub(super) fn leads_to_exit(&self, label: u32) -> Option<u32> {
        matches!(self.target(label), Ok(Target::Exit)).then_some(self.exit())
    }
}
