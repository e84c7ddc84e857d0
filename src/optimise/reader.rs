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
//! not fit leaves the function as it is. At the same time the stack pointer moves from the global `$SP` to the parameter, and
//! what is done to it becomes a constant; see `convention.rs` and `frame.rs`.

use super::body::{Prologue, prologue};
use super::convention::Convention;
use super::decode::Decoder;
use super::facts::Facts;
use super::flow::{Flow, Left, Node};
use super::frame::Frame;
use super::layout::Layout;
use super::op::{EMPTY, Op, code};
use super::original;
use super::peephole::Code;

/// A construct that is open where the function is read.
#[derive(Clone, Copy)]
pub(super) struct Nested {
    /// Whether the parameter had been set before it.
    set: bool,
    /// Where the stack pointer pointed before it.
    pub(super) offset: i64,
}

pub(super) struct Reader<'a, 'f> {
    pub(super) facts: &'f Facts<'a>,
    pub(super) convention: &'f Convention,
    pub(super) decoder: Decoder<'a>,
    /// The local that holds the stack pointer in the original.
    pub(super) sp: u32,
    pub(super) flow: Flow,
    /// How far the stack pointer is behind what the function was given.
    pub(super) offset: i64,
    /// The same where each node begins, as far as it is known, and where one node last led to another.
    offsets: Vec<Option<i64>>,
    arrived: i64,
    /// Where the stack pointer was last made lower by 8, if it has not changed since.
    pub(super) pushed: Option<usize>,
    pub(super) nested: Vec<Nested>,
    /// Whether the parameter has been set in this node.
    pub(super) set: bool,
    pub(super) layout: Layout,
    /// The function that the original becomes, and the types of its parameters.
    pub(super) slow: u32,
    pub(super) parameters: Vec<u8>,
    /// Where the segment that is being read begins.
    pub(super) segment_start: usize,
    /// Blocks of the dispatch that are still open.
    pub(super) segments_left: u32,
    pub(super) loop_open: bool,
    pub(super) exit_open: bool,
    /// Whether this place can be reached, and how deep the constructs are that began after it could not.
    reachable: bool,
    skipped: u32,
    /// Whether nothing leads from here to the end of the construct.
    ended: bool,
}

impl<'a, 'f> Reader<'a, 'f> {
    /// Reads the function with this body, whose original is to be the function `slow`. Gives the types of that one's parameters as
    /// well.
    pub(super) fn read(
        body: &'a [u8],
        slow: u32,
        facts: &'f Facts<'a>,
        convention: &'f Convention,
    ) -> Result<(Flow, Vec<u8>), Left> {
        let Prologue { global, local: sp, locals, start } = prologue(body).ok_or(Left::Prologue)?;
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
        let nodes = layout.nodes() as usize + ADDED;
        let flow = Flow {
            code: Code::default(),
            nodes: Vec::with_capacity(nodes),
            edges: Vec::new(),
            frame: Frame { local: sp, locals, ..Frame::default() },
            middles: Vec::new(),
            changes_tables: false,
        };
        let (segments_left, loop_open, exit_open) = (layout.segments, layout.looped, layout.exit);
        let mut reader = Reader {
            facts,
            convention,
            decoder,
            sp,
            flow,
            offset: 0,
            offsets: vec![None; nodes],
            arrived: 0,
            pushed: None,
            nested: Vec::new(),
            set: false,
            layout,
            slow,
            parameters: original::parameters(body).ok_or(Left::Unknown)?,
            segment_start: 0,
            segments_left,
            loop_open,
            exit_open,
            reachable: true,
            skipped: 0,
            ended: false,
        };
        reader.begin_dispatched()?;
        while !reader.decoder.is_done() {
            let op = reader.decoder.next().ok_or(Left::Unknown)?;
            if reader.reachable { reader.take(op)? } else { reader.skip(op) }
        }
        reader.finish()
    }

    /// The first end closes the block around the dispatch, and the first segment follows.
    fn begin_dispatched(&mut self) -> Result<(), Left> {
        if !self.layout.table.is_empty() {
            if self.decoder.next() != Some(Op::plain(code::END)) || self.layout.table.first() != Some(&0) {
                return Err(Left::Branch);
            }
            self.segments_left -= 1;
        }
        self.begin_node();
        self.flow.code.append(Op::of(code::ENTRY, self.restart()));
        self.note_edge(self.restart());
        Ok(())
    }

    /// Adds the nodes that lead to the original, and sees whether all that was taken for granted is true.
    fn finish(mut self) -> Result<(Flow, Vec<u8>), Left> {
        if self.flow.nodes.len() as u32 != self.layout.nodes() {
            return Err(Left::Unknown);
        }
        self.add_ways_out();
        self.flow.frame.depth = -self.flow.code.lowest;
        if self.flow.frame.depth == 0 {
            // There is nothing to see to at the beginning.
            self.flow.edges.remove(0);
        }
        Ok((self.flow, self.parameters))
    }

    pub(super) fn begin_node(&mut self) {
        let start = self.flow.code.begin_node();
        let node = self.flow.nodes.len();
        self.flow.nodes.push(Node { start, ..Node::default() });
        self.segment_start = self.decoder.position;
        (self.set, self.reachable, self.ended) = (false, true, false);
        // Of a node that only later ones lead to, this is a guess, which they have to agree with.
        self.offset = *self.offsets[node].get_or_insert(self.arrived);
    }

    /// The node that is being read.
    pub(super) fn node(&self) -> u32 {
        self.flow.nodes.len() as u32 - 1
    }

    /// The node of the instructions behind the block around everything.
    pub(super) fn exit(&self) -> u32 {
        self.layout.segments
    }

    /// Whether the end of a segment comes next, and another one behind it.
    pub(super) fn is_before_segment(&self) -> bool {
        let mut ahead = self.decoder;
        self.nested.is_empty() && self.segments_left > 0 && ahead.next() == Some(Op::plain(code::END))
    }

    /// Whether no construct is open, and this is before the exit.
    pub(super) fn is_in_segment(&self) -> bool {
        self.nested.is_empty() && !self.in_exit() && (self.segments_left > 0 || self.loop_open == self.layout.looped)
    }

    /// Behind this place, the original's parameter may be another than here.
    pub(super) fn forget_parameter(&mut self) {
        self.set = false;
    }

    pub(super) fn in_exit(&self) -> bool {
        self.layout.exit && !self.exit_open
    }

    fn take(&mut self, op: Op) -> Result<(), Left> {
        match op.code {
            code::IF if self.skips_restart() => {
                self.jump_if(self.restart());
            }
            code::BLOCK | code::LOOP | code::IF => {
                self.nested.push(Nested { set: self.set, offset: self.offset });
                self.flow.code.push(op);
            }
            code::ELSE => {
                let nested = *self.nested.last().ok_or(Left::Unknown)?;
                self.meets(nested.offset)?;
                (self.set, self.offset) = (nested.set, nested.offset);
                self.flow.code.push(op);
            }
            code::END => return self.end(),
            code::BR => return self.branch(op.index),
            code::BR_IF => return self.branch_if(op.index),
            code::RETURN => {
                self.give_back()?;
                self.end_here();
            }
            code::UNREACHABLE => {
                self.flow.code.push(op);
                self.end_here();
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

    /// Nothing leads from here to what follows in this construct.
    pub(super) fn end_here(&mut self) {
        self.reachable = !self.nested.is_empty();
        self.ended = true;
    }

    /// Sees that the stack pointer is the same as on another way to the same place.
    fn meets(&mut self, offset: i64) -> Result<(), Left> {
        let meets = std::mem::take(&mut self.ended) || self.offset == offset;
        meets.then_some(()).ok_or(Left::StackPointer)
    }

    fn end(&mut self) -> Result<(), Left> {
        let Some(nested) = self.nested.pop() else {
            if self.segments_left == 0 && !self.loop_open && !self.exit_open {
                self.give_back()?;
                self.reachable = false;
            } else if self.segments_left > 0 || !self.loop_open {
                self.falls()?;
            }
            self.end_outer();
            return Ok(());
        };
        self.meets(nested.offset)?;
        // A branch out of the construct may have come from before the parameter was set.
        (self.set, self.offset) = (nested.set, nested.offset);
        match *self.flow.code.tail() {
            [.., Op { code: code::IF, value: EMPTY, .. }, Op { code: code::JUMP, index, .. }] => {
                self.flow.code.drop_last(2);
                self.flow.code.push(Op::of(code::JUMP_IF, index));
            }
            _ => self.flow.code.push(Op::plain(code::END)),
        }
        Ok(())
    }

    /// The next node comes right behind this one.
    fn falls(&mut self) -> Result<(), Left> {
        let next = self.node() + 1;
        if next == self.exit() {
            self.write_stack_pointer();
            return Ok(());
        }
        self.arrive(next)
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

    pub(super) fn finish_node(&mut self, next: Option<u32>) {
        let (node, end) = (self.node(), self.flow.code.ops.len() as u32);
        let finished = &mut self.flow.nodes[node as usize];
        finished.end = end;
        // A jump at a node's end has been noted already.
        finished.next = finished.next.or(next);
        if let Some(next) = finished.next {
            self.note_edge(next);
        }
    }

    pub(super) fn note_edge(&mut self, to: u32) {
        self.flow.edges.push((self.node(), to));
    }

    /// Sees that the stack pointer is the same wherever `node` is come to from.
    pub(super) fn arrive(&mut self, node: u32) -> Result<(), Left> {
        self.arrived = self.offset;
        let known = *self.offsets[node as usize].get_or_insert(self.offset);
        (known == self.offset).then_some(()).ok_or(Left::StackPointer)
    }
}

/// The nodes that [`Reader::finish`] adds.
const ADDED: usize = 2;
