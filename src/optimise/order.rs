//! Orders the nodes of a flow graph for nested blocks and loops.
//!
//! A node stands within its immediate dominator, in reverse postorder among the others there; so every node that a branch goes
//! forward to ends a block around what branches to it, and every node that one goes back to begins a loop. See Norman Ramsey,
//! "Beyond Relooper", ICFP 2022. A node that leaves a loop stands behind the loop.

use super::flow::Flow;

/// No node.
const NONE: u32 = u32::MAX;

/// Where each node stands.
pub(super) struct Order {
    /// A node's place in reverse postorder; `u32::MAX` where it cannot be reached.
    pub(super) place: Vec<u32>,
    /// Whether a branch goes back to a node.
    pub(super) header: Vec<bool>,
    /// The nodes that stand within each node, or within its loop; and those behind its loop.
    inside: Lists,
    behind: Lists,
}

/// Lists of nodes, one for each node.
struct Lists {
    first: Vec<u32>,
    next: Vec<u32>,
}

impl Lists {
    fn new(nodes: usize) -> Self {
        Self { first: vec![NONE; nodes], next: vec![NONE; nodes] }
    }

    fn push_front(&mut self, list: u32, node: u32) {
        self.next[node as usize] = self.first[list as usize];
        self.first[list as usize] = node;
    }

    fn iter(&self, list: u32) -> impl Iterator<Item = u32> + '_ {
        let some = |node: u32| (node != NONE).then_some(node);
        std::iter::successors(some(self.first[list as usize]), move |node| some(self.next[*node as usize]))
    }
}

impl Order {
    /// Orders the nodes of `flow`; `None` if paths meet within a loop that has more than one entry.
    pub(super) fn of(flow: &Flow) -> Option<Self> {
        let nodes = flow.nodes.len();
        let successors = Adjacent::new(nodes, flow.edges.iter().copied());
        let predecessors = Adjacent::new(nodes, flow.edges.iter().map(|(from, to)| (*to, *from)));
        let (order, place) = reverse_postorder(&successors, nodes);
        let dominators = immediate_dominators(&order, &place, &predecessors);
        let loops = Loops::find(&order, &place, &predecessors, &dominators)?;
        let (mut inside, mut behind) = (Lists::new(nodes), Lists::new(nodes));
        for node in order.iter().skip(1).rev().copied() {
            let dominator = dominators[node as usize];
            match loops.outermost_left(dominator, node) {
                Some(header) => behind.push_front(header, node),
                None => inside.push_front(dominator, node),
            }
        }
        Some(Self { place, header: loops.header, inside, behind })
    }

    /// The nodes that stand within `node`, in their order.
    pub(super) fn inside(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        self.inside.iter(node)
    }

    /// The nodes that stand behind the loop that `node` begins, in their order.
    pub(super) fn behind(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        self.behind.iter(node)
    }
}

/// For each node, the nodes at the other ends of its edges.
struct Adjacent {
    starts: Vec<u32>,
    nodes: Vec<u32>,
}

impl Adjacent {
    fn new(nodes: usize, edges: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0; nodes + 1];
        for (from, _) in edges.clone() {
            starts[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut free = starts.clone();
        let mut ends = vec![0; starts[nodes] as usize];
        for (from, to) in edges {
            let place = &mut free[from as usize];
            ends[*place as usize] = to;
            *place += 1;
        }
        Self { starts, nodes: ends }
    }

    fn of(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.nodes[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}

/// The nodes that can be reached from the first, in reverse postorder, and each node's place in it.
fn reverse_postorder(successors: &Adjacent, nodes: usize) -> (Vec<u32>, Vec<u32>) {
    let mut order = Vec::with_capacity(nodes);
    let mut seen = vec![false; nodes];
    let mut path = vec![(0, 0)];
    seen[0] = true;
    while let Some((node, edge)) = path.last_mut() {
        match successors.of(*node).get(*edge) {
            Some(next) => {
                *edge += 1;
                if !std::mem::replace(&mut seen[*next as usize], true) {
                    path.push((*next, 0));
                }
            }
            None => {
                order.push(*node);
                path.pop();
            }
        }
    }
    order.reverse();
    let mut place = vec![NONE; nodes];
    for (index, node) in order.iter().enumerate() {
        place[*node as usize] = index as u32;
    }
    (order, place)
}

/// By Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm".
fn immediate_dominators(order: &[u32], place: &[u32], predecessors: &Adjacent) -> Vec<u32> {
    let mut dominators = vec![NONE; place.len()];
    dominators[0] = 0;
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for node in order.iter().skip(1).copied() {
            let known = predecessors.of(node).iter().copied().filter(|from| dominators[*from as usize] != NONE);
            let dominator = known.reduce(|a, b| meet(a, b, &dominators, place)).unwrap_or(NONE);
            changed |= dominators[node as usize] != dominator;
            dominators[node as usize] = dominator;
        }
    }
    dominators
}

fn meet(mut a: u32, mut b: u32, dominators: &[u32], place: &[u32]) -> u32 {
    while a != b {
        if place[a as usize] > place[b as usize] {
            a = dominators[a as usize];
        } else {
            b = dominators[b as usize];
        }
    }
    a
}

/// The loops of a flow graph.
struct Loops {
    header: Vec<bool>,
    /// The header of the innermost loop that a node is in; of a header, of the loop around its own.
    parent: Vec<u32>,
}

impl Loops {
    /// `None` if a loop can be entered other than through its header.
    fn find(order: &[u32], place: &[u32], predecessors: &Adjacent, dominators: &[u32]) -> Option<Self> {
        let mut loops = Self { header: vec![false; place.len()], parent: vec![NONE; place.len()] };
        let mut work = Vec::new();
        for header in order.iter().rev().copied() {
            for latch in predecessors.of(header).iter().copied() {
                let back = place[latch as usize] != NONE && place[latch as usize] >= place[header as usize];
                if back {
                    (meet(latch, header, dominators, place) == header).then_some(())?;
                    loops.header[header as usize] = true;
                    work.push(latch);
                }
            }
            while let Some(node) = work.pop() {
                // Loops within this one are complete, so their outermost header stands for all of each.
                let outermost = loops.outermost(node, header);
                if outermost != header {
                    loops.parent[outermost as usize] = header;
                    let reached = predecessors.of(outermost).iter().filter(|from| place[**from as usize] != NONE);
                    work.extend(reached);
                }
            }
        }
        Some(loops)
    }

    fn outermost(&self, mut node: u32, header: u32) -> u32 {
        while node != header && self.parent[node as usize] != NONE {
            node = self.parent[node as usize];
        }
        node
    }

    /// The headers of the loops that `node` is in, from the innermost.
    fn around(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        let some = |node: u32| (node != NONE).then_some(node);
        let own = if self.header[node as usize] { node } else { self.parent[node as usize] };
        std::iter::successors(some(own), move |header| some(self.parent[*header as usize]))
    }

    /// The header of the outermost loop that `from` is in and `to` is not.
    fn outermost_left(&self, from: u32, to: u32) -> Option<u32> {
        let kept = |header: &u32| !self.around(to).any(|other| other == *header);
        self.around(from).filter(kept).last()
    }
}
