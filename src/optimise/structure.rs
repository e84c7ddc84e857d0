//! Writes a flow graph as nested blocks and loops.

use super::flow::Flow;
use super::op::{EMPTY, Op, code};
use super::order::Order;

/// What is left to write.
enum Task {
    Node(u32),
    End,
}

/// A block or loop that is open, and the node that a branch to it leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Before(u32),
    Again(u32),
}

struct Writer<'f> {
    flow: &'f Flow,
    order: &'f Order,
    body: &'f [u8],
    out: &'f mut Vec<u8>,
    labels: Vec<Label>,
    /// Where among the labels each node's block and loop are.
    before: Vec<u32>,
    again: Vec<u32>,
}

/// Appends the instructions of `flow`, which was read from `body`, in this order, up to and with the function's end.
pub(super) fn write(flow: &Flow, order: &Order, body: &[u8], out: &mut Vec<u8>) {
    let nodes = flow.nodes.len();
    let (before, again) = (vec![0; nodes], vec![0; nodes]);
    let mut writer = Writer { flow, order, body, out, labels: Vec::new(), before, again };
    let mut tasks = vec![Task::Node(0)];
    while let Some(task) = tasks.pop() {
        match task {
            Task::Node(node) => writer.node(node, &mut tasks),
            Task::End => {
                writer.labels.pop();
                writer.out.push(code::END);
            }
        }
    }
    // Each node ends in a branch or a return; behind a block that ends here, that does not show.
    writer.out.extend([code::UNREACHABLE, code::END]);
}

impl Writer<'_> {
    fn node(&mut self, node: u32, tasks: &mut Vec<Task>) {
        // Tasks are done in reverse, and of blocks that end one after the other the last begins first.
        let header = self.order.header[node as usize];
        let behind: Vec<u32> = self.order.behind(node).collect();
        let inside: Vec<u32> = self.order.inside(node).collect();
        for child in behind.iter().rev() {
            tasks.extend([Task::Node(*child), Task::End]);
            self.open(Label::Before(*child));
        }
        if header {
            tasks.push(Task::End);
            self.open(Label::Again(node));
        }
        for child in inside.iter().rev() {
            tasks.extend([Task::Node(*child), Task::End]);
            self.open(Label::Before(*child));
        }
        self.instructions(node);
    }

    fn open(&mut self, label: Label) {
        let depth = self.labels.len() as u32;
        let opcode = match label {
            Label::Before(node) => {
                self.before[node as usize] = depth;
                code::BLOCK
            }
            Label::Again(node) => {
                self.again[node as usize] = depth;
                code::LOOP
            }
        };
        self.labels.push(label);
        Op { code: opcode, index: 0, value: EMPTY }.encode(self.body, self.out);
    }

    fn instructions(&mut self, node: u32) {
        let range = self.flow.nodes[node as usize];
        let mut nested = 0;
        for op in &self.flow.code.ops[range.start as usize..range.end as usize] {
            let (opcode, label) = match op.code {
                code::JUMP => (code::BR, self.label(node, op.index) + nested),
                code::JUMP_IF => (code::BR_IF, self.label(node, op.index) + nested),
                code::ENTRY if self.flow.frame.depth == 0 => continue,
                code::ENTRY => {
                    self.flow.frame.encode_entry(self.label(node, op.index), self.out);
                    continue;
                }
                _ if self.flow.frame.encode(*op, self.out) => continue,
                _ => (op.code, op.index),
            };
            match op.code {
                code::BLOCK | code::LOOP | code::IF => nested += 1,
                code::END => nested -= 1,
                _ => {}
            }
            Op { code: opcode, index: label, value: op.value }.encode(self.body, self.out);
        }
        if let Some(next) = range.next.filter(|next| !self.falls_to(node, *next)) {
            Op::of(code::BR, self.label(node, next)).encode(self.body, self.out);
        }
    }

    /// How many labels lie within the one that leads from `node` to `target`.
    fn label(&self, node: u32, target: u32) -> u32 {
        let back = self.order.place[target as usize] <= self.order.place[node as usize];
        let depth = if back { self.again[target as usize] } else { self.before[target as usize] };
        self.labels.len() as u32 - 1 - depth
    }

    /// Whether `target` comes right behind the ends that come next.
    fn falls_to(&self, node: u32, target: u32) -> bool {
        let mut loops = self.labels.iter().rev().skip_while(|label| matches!(label, Label::Again(_)));
        self.order.place[target as usize] > self.order.place[node as usize]
            && loops.next() == Some(&Label::Before(target))
    }
}
