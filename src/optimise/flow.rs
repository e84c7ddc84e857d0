//! Reads a function of Go's shape as a flow graph.
//!
//! Go's compiler makes of each function
//!
//! ```text
//! global.get $SP  local.set $sp
//! block $exit  loop $entry
//!     block … block  local.get $PC_B  br_table …  end  segment 0  end  segment 1  …
//! end  unreachable  end  i32.const 1
//! ```
//!
//! where a jump is `i32.const T  local.set $PC_B  br $entry`. So, as long as it is called with a `PC_B` of 0, it is a graph whose
//! nodes are the segments and whose edges are constants. That is read here, and checked instruction by instruction; what does
//! not fit leaves the function as it is. At the same time the stack pointer moves from the global `$SP` to the parameter; see
//! `convention.rs`.

use super::convention::Convention;
use super::decode::Decoder;
use super::facts::{Facts, prologue};
use super::op::{EMPTY, Op, code};
use super::peephole::{Code, STACK_POINTER};

/// A function as a flow graph. It begins with the first node.
pub(super) struct Flow {
    pub(super) code: Code,
    pub(super) nodes: Vec<Node>,
    /// Jumps and falls from one node to another, in no order.
    pub(super) edges: Vec<(u32, u32)>,
    /// Whether an instruction may change what a table holds.
    pub(super) changes_tables: bool,
    /// Whether the function looks at its parameter, which then has to be zero for the graph to be all of it.
    pub(super) resumes: bool,
}

/// What is executed without a branch into its middle.
#[derive(Clone, Copy, Default)]
pub(super) struct Node {
    /// Its instructions.
    pub(super) start: u32,
    pub(super) end: u32,
    /// The node that comes after the last instruction, if that does not end it.
    pub(super) next: Option<u32>,
}

/// Why a function is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Left {
    /// It begins in another way.
    Prologue,
    /// An instruction is not known.
    Unknown,
    /// A branch is of another kind.
    Branch,
    /// Its parameter matters after the first branch.
    Parameter,
    /// The stack pointer's copy may differ from it.
    StackPointer,
    /// Paths meet in another way than in nested blocks and loops.
    Irreducible,
}

impl Left {
    /// The reason as a report names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Prologue => "prologue",
            Self::Unknown => "unknown instruction",
            Self::Branch => "branch",
            Self::Parameter => "parameter",
            Self::StackPointer => "stack pointer",
            Self::Irreducible => "irreducible",
        }
    }
}

/// A construct that is open where the function is read.
#[derive(Clone, Copy)]
struct Nested {
    /// Whether the parameter had been set before it.
    set: bool,
}

/// Where a branch leads.
enum Target {
    Inner,
    Loop,
    Exit,
    Function,
}

pub(super) struct Reader<'a, 'f> {
    pub(super) facts: &'f Facts<'a>,
    pub(super) convention: &'f Convention,
    pub(super) decoder: Decoder<'a>,
    /// The local that holds the stack pointer in the original.
    pub(super) sp: u32,
    pub(super) flow: Flow,
    nested: Vec<Nested>,
    /// Whether the parameter has been set in this node.
    set: bool,
    layout: Layout,
    /// Blocks of the dispatch that are still open.
    segments_left: u32,
    loop_open: bool,
    exit_open: bool,
    /// Whether this place can be reached, and how deep the constructs are that began after it could not.
    reachable: bool,
    skipped: u32,
}

/// The constructs that a function begins with.
#[derive(Default)]
struct Layout {
    exit: bool,
    looped: bool,
    /// Segments, but for the one before the first block's end.
    segments: u32,
    /// The segment for each value of the parameter; the last for all others.
    table: Vec<u32>,
}

impl<'a, 'f> Reader<'a, 'f> {
    /// Reads the function with this body.
    pub(super) fn read(body: &'a [u8], facts: &'f Facts<'a>, convention: &'f Convention) -> Result<Flow, Left> {
        let (global, sp, start) = prologue(body).ok_or(Left::Prologue)?;
        if global != facts.stack_pointer {
            return Err(Left::Prologue);
        }
        let mut decoder = Decoder { bytes: body, position: start };
        let layout = match Layout::read(&mut decoder) {
            Some(layout) => layout,
            None => {
                decoder.position = start;
                Layout::default()
            }
        };
        let flow = Flow {
            code: Code::default(),
            nodes: Vec::with_capacity(layout.segments as usize + 2),
            edges: Vec::new(),
            changes_tables: false,
            resumes: !layout.table.is_empty(),
        };
        let (segments_left, loop_open, exit_open) = (layout.segments, layout.looped, layout.exit);
        let mut reader = Reader {
            facts,
            convention,
            decoder,
            sp,
            flow,
            nested: Vec::new(),
            set: false,
            layout,
            segments_left,
            loop_open,
            exit_open,
            reachable: true,
            skipped: 0,
        };
        reader.begin_dispatched()?;
        while !reader.decoder.is_done() {
            let op = reader.decoder.next().ok_or(Left::Unknown)?;
            if reader.reachable { reader.take(op)? } else { reader.skip(op) }
        }
        Ok(reader.flow)
    }

    /// The first end closes the block around the dispatch, and the first segment follows.
    fn begin_dispatched(&mut self) -> Result<(), Left> {
        if self.flow.resumes {
            if self.decoder.next() != Some(Op::plain(code::END)) || self.layout.table.first() != Some(&0) {
                return Err(Left::Branch);
            }
            self.segments_left -= 1;
        }
        self.begin_node();
        Ok(())
    }

    fn begin_node(&mut self) {
        let start = self.flow.code.begin_node();
        self.flow.nodes.push(Node { start, ..Node::default() });
        (self.set, self.reachable) = (false, true);
    }

    /// The node that is being read.
    fn node(&self) -> u32 {
        self.flow.nodes.len() as u32 - 1
    }

    /// The node of the instructions behind the block around everything.
    fn exit(&self) -> u32 {
        self.layout.segments
    }

    pub(super) fn in_exit(&self) -> bool {
        self.layout.exit && !self.exit_open
    }

    fn take(&mut self, op: Op) -> Result<(), Left> {
        match op.code {
            code::BLOCK | code::LOOP | code::IF => {
                self.nested.push(Nested { set: self.set });
                self.flow.code.push(op);
            }
            code::ELSE => {
                self.set = self.nested.last().ok_or(Left::Unknown)?.set;
                self.flow.code.push(op);
            }
            code::END => return self.end(),
            code::BR => return self.branch(op.index),
            code::BR_IF => return self.branch_if(op.index),
            code::RETURN => {
                self.give_back()?;
                self.reachable = !self.nested.is_empty();
            }
            code::UNREACHABLE => {
                self.flow.code.push(op);
                self.reachable = !self.nested.is_empty();
            }
            code::CALL | code::CALL_INDIRECT => return self.call(op),
            code::GLOBAL_GET | code::GLOBAL_SET if op.index == self.facts.stack_pointer => {
                return self.stack_pointer(op);
            }
            code::LOCAL_GET..=code::LOCAL_TEE => return self.local(op),
            code::COPIED if self.decoder.bytes[op.index as usize] == code::BR_TABLE => return Err(Left::Branch),
            code::COPIED => {
                self.flow.changes_tables |= self.decoder.changes_table(op);
                self.flow.code.push(op);
            }
            _ => self.flow.code.push(op),
        }
        Ok(())
    }

    /// Goes past what cannot be reached.
    fn skip(&mut self, op: Op) {
        match op.code {
            code::BLOCK | code::LOOP | code::IF => self.skipped += 1,
            code::END if self.skipped > 0 => self.skipped -= 1,
            code::END => self.end_outer(),
            _ => {}
        }
    }

    fn end(&mut self) -> Result<(), Left> {
        let Some(nested) = self.nested.pop() else {
            if self.segments_left == 0 && !self.loop_open && !self.exit_open {
                self.give_back()?;
                self.reachable = false;
            }
            self.end_outer();
            return Ok(());
        };
        // A branch out of the construct may have come from before the parameter was set.
        self.set = nested.set;
        match *self.flow.code.tail() {
            [.., Op { code: code::IF, value: EMPTY, .. }, Op { code: code::JUMP, index, .. }] => {
                self.flow.code.drop_last(2);
                self.flow.code.push(Op::of(code::JUMP_IF, index));
            }
            _ => self.flow.code.push(Op::plain(code::END)),
        }
        Ok(())
    }

    /// The end of one of the constructs that the function began with, or of the function.
    fn end_outer(&mut self) {
        let boundary = if self.segments_left > 0 {
            self.segments_left -= 1;
            true
        } else if self.loop_open {
            self.loop_open = false;
            false
        } else if self.exit_open {
            self.exit_open = false;
            true
        } else {
            self.finish_node(None);
            return;
        };
        if boundary {
            let next = self.node() + 1;
            self.finish_node(self.reachable.then_some(next));
            self.begin_node();
        }
    }

    fn finish_node(&mut self, next: Option<u32>) {
        let (node, end) = (self.node(), self.flow.code.ops.len() as u32);
        let finished = &mut self.flow.nodes[node as usize];
        finished.end = end;
        // A jump at a node's end has been noted already.
        finished.next = finished.next.or(next);
        if let Some(next) = finished.next {
            self.flow.edges.push((node, next));
        }
    }

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

    fn branch(&mut self, label: u32) -> Result<(), Left> {
        match self.target(label)? {
            Target::Inner => self.flow.code.push(Op::of(code::BR, label)),
            Target::Function => {
                self.give_back()?;
                self.reachable = !self.nested.is_empty();
            }
            Target::Exit => {
                self.write_stack_pointer();
                self.jump(self.exit());
            }
            Target::Loop => {
                let [.., Op { code: code::I32_CONST, value, .. }, set] = *self.flow.code.tail() else {
                    return Err(Left::Branch);
                };
                if set != Op::of(code::LOCAL_SET, self.sp) {
                    return Err(Left::Branch);
                }
                self.flow.code.drop_last(2);
                let table = &self.layout.table;
                let segment = table.get(value as usize).or(table.last()).copied().ok_or(Left::Branch)?;
                self.jump(segment);
            }
        }
        Ok(())
    }

    fn branch_if(&mut self, label: u32) -> Result<(), Left> {
        match self.target(label)? {
            Target::Inner => self.flow.code.push(Op::of(code::BR_IF, label)),
            Target::Exit => {
                self.write_stack_pointer();
                self.jump_if(self.exit());
            }
            // The loop would be entered with what the parameter was set to before.
            Target::Loop | Target::Function => return Err(Left::Branch),
        }
        Ok(())
    }

    fn jump(&mut self, node: u32) {
        if self.nested.is_empty() {
            let current = self.node() as usize;
            self.flow.nodes[current].next = Some(node);
            self.reachable = false;
        } else {
            self.flow.edges.push((self.node(), node));
            self.flow.code.push(Op::of(code::JUMP, node));
        }
    }

    pub(super) fn jump_if(&mut self, node: u32) {
        self.flow.edges.push((self.node(), node));
        self.flow.code.push(Op::of(code::JUMP_IF, node));
    }

    /// Whether a branch to this label, from here, leads to the exit.
    pub(super) fn leads_to_exit(&self, label: u32) -> Option<u32> {
        matches!(self.target(label), Ok(Target::Exit)).then_some(self.exit())
    }

    /// The parameter and the stack pointer change places.
    fn local(&mut self, op: Op) -> Result<(), Left> {
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
        self.flow.code.push(Op::of(op.code, self.sp));
        Ok(())
    }

    /// Reads or writes the global, whose value is that of its copy.
    fn stack_pointer(&mut self, op: Op) -> Result<(), Left> {
        if op.code == code::GLOBAL_SET {
            return Err(Left::StackPointer);
        }
        let mut ahead = self.decoder;
        if ahead.next() == Some(Op::of(code::LOCAL_SET, self.sp)) {
            self.decoder = ahead;
        } else {
            self.flow.code.push(Op::of(code::LOCAL_GET, STACK_POINTER));
        }
        Ok(())
    }

    /// Reads the copy, or writes both it and the global.
    fn copy_of_stack_pointer(&mut self, op: Op) -> Result<(), Left> {
        if op.code == code::LOCAL_GET {
            self.flow.code.push(Op::of(code::LOCAL_GET, STACK_POINTER));
            return Ok(());
        }
        let mut ahead = self.decoder;
        if op.code != code::LOCAL_TEE || ahead.next() != Some(Op::of(code::GLOBAL_SET, self.facts.stack_pointer)) {
            return Err(Left::StackPointer);
        }
        self.decoder = ahead;
        self.flow.code.push(Op::of(code::LOCAL_SET, STACK_POINTER));
        Ok(())
    }
}

impl Layout {
    /// Reads the constructs up to the dispatch's `br_table`; `None` if there is none.
    fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
        let (mut before, mut blocks, mut looped) = (0, 0, false);
        loop {
            match decoder.next()? {
                Op { code: code::BLOCK, value: EMPTY, .. } => blocks += 1,
                Op { code: code::LOOP, value: EMPTY, .. } if !looped => {
                    (before, blocks, looped) = (blocks, 0, true);
                }
                Op { code: code::LOCAL_GET, index: 0, .. } => break,
                _ => return None,
            }
        }
        let table = Self::table(decoder)?;
        let segments = *table.iter().max()? + 1;
        if !looped {
            before = u32::checked_sub(blocks, segments)?;
            blocks = segments;
        }
        (before <= 1 && blocks == segments).then_some(Self { exit: before == 1, looped, segments, table })
    }

    fn table(decoder: &mut Decoder<'_>) -> Option<Vec<u32>> {
        let Op { code: code::COPIED, index, value } = decoder.next()? else { return None };
        let instruction = decoder.bytes.get(index as usize..)?.get(..value as usize)?;
        let mut numbers = Decoder::new(instruction);
        (numbers.byte()? == code::BR_TABLE).then_some(())?;
        let count = numbers.number()?;
        (0..=count).map(|_| numbers.number()).collect()
    }
}
