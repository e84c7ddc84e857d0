//! The original of an optimised function, for what that leaves to it.
//!
//! Its locals are parameters, so that it can go on with those of the optimised one. The first is the original's parameter, and one
//! more comes last: where that is not 0, the function begins not with a segment, but at a place within one.
//!
//! A segment begins where a block ends. So for each other place there is one more block that ends there, and another table of
//! branches within all of them.

use super::body::{self, Prologue};
use super::decode::Decoder;
use super::frame::Frame;
use super::layout::Layout;
use super::op::{EMPTY, Op, code, unsigned};

/// A place within a segment, right behind a local that is set to the result of a call.
#[derive(Clone, Copy)]
pub(super) struct Middle {
    /// The place in the function's body.
    pub(super) position: usize,
    pub(super) segment: u32,
    /// The local, if its value is also on the stack.
    pub(super) tee: Option<u32>,
}

/// The types of the function's parameters, as they are encoded.
pub(super) fn parameters(body: &[u8]) -> Option<Vec<u8>> {
    let locals = body::locals(body)?;
    let mut decoder = Decoder::new(locals);
    let groups = decoder.number()?;
    let mut types = vec![body::I32];
    for _ in 0..groups {
        let count = decoder.number()?;
        let ty = decoder.byte()?;
        if types.len() as u64 + u64::from(count) > MOST_LOCALS {
            return None;
        }
        types.extend(std::iter::repeat_n(ty, count as usize));
    }
    types.push(body::I32);
    // Of these there are zeros.
    types.iter().all(|ty| (0x7c..=0x7f).contains(ty)).then_some(types)
}

/// More than a function of Go's has. Engines take no more than 1000 parameters.
const MOST_LOCALS: u64 = 500;

/// The instructions that give a zero for each of these types.
pub(super) fn zeros(types: &[u8], out: &mut Vec<Op>) {
    out.extend(types.iter().map(|ty| match ty {
        0x7e => Op::plain(code::I64_CONST),
        0x7d => Op::plain(code::F32_CONST),
        0x7c => Op::plain(code::F64_CONST),
        _ => Op::plain(code::I32_CONST),
    }));
}

/// Appends what [`Frame`] calls the original: with the parameter that the scratch local holds, or at the place that it is the
/// negative number of.
pub(super) fn call(slow: u32, frame: &Frame, out: &mut Vec<Op>) {
    out.push(Op::of(code::LOCAL_GET, frame.scratch()));
    out.extend((1..frame.locals).map(|local| Op::of(code::LOCAL_GET, local)));
    out.extend([Op::i32_const(0), Op::of(code::LOCAL_GET, frame.scratch()), Op::plain(code::I32_SUB)]);
    out.push(Op::of(code::CALL, slow));
}

/// The function with this `body` as one that can go on at these places, which are in their order. `None` if a branch in it is
/// of another kind.
pub(super) fn with_middles(body: &[u8], middles: &[Middle]) -> Option<Vec<u8>> {
    let Prologue { locals, start, .. } = body::prologue(body)?;
    let mut out = vec![0];
    out.extend_from_slice(body.get(body::locals(body)?.len()..start)?);
    if middles.is_empty() {
        out.extend_from_slice(body.get(start..)?);
        return Some(out);
    }
    let mut decoder = Decoder { bytes: body, position: start };
    let layout = Layout::read(&mut decoder).unwrap_or_else(|| {
        decoder.position = start;
        Layout::default()
    });
    Writer { body, layout, middles, out, passed: 0, segment: 0 }.write(decoder, locals)
}

struct Writer<'a> {
    body: &'a [u8],
    layout: Layout,
    middles: &'a [Middle],
    out: Vec<u8>,
    /// Middles that have been passed, and the segment that is being written.
    passed: usize,
    segment: u32,
}

impl Writer<'_> {
    fn write(mut self, mut decoder: Decoder<'_>, locals: u32) -> Option<Vec<u8>> {
        self.begin(locals);
        let (mut depth, mut dispatched) = (0_u32, self.layout.table.is_empty());
        let mut outer_left = self.layout.segments + u32::from(self.layout.looped) + u32::from(self.layout.exit);
        while !decoder.is_done() {
            if let Some(middle) = self.middles.get(self.passed).filter(|middle| middle.position == decoder.position) {
                self.out.push(code::END);
                self.passed += 1;
                if let Some(local) = middle.tee {
                    self.op(Op::of(code::LOCAL_GET, local));
                }
            }
            let mut op = decoder.next()?;
            match op.code {
                code::BLOCK | code::LOOP | code::IF => depth += 1,
                code::END if depth > 0 => depth -= 1,
                code::END if !dispatched => {
                    dispatched = true;
                    outer_left -= 1;
                }
                code::END if outer_left > 0 => {
                    outer_left -= 1;
                    self.segment += 1;
                }
                code::BR | code::BR_IF if op.index >= depth => op.index += self.blocks_more(op.index - depth),
                code::COPIED if self.body.get(op.index as usize) == Some(&code::BR_TABLE) => return None,
                code::LOCAL_TEE if self.is_teed(decoder.position) => op.code = code::LOCAL_SET,
                _ => {}
            }
            self.op(op);
        }
        (self.passed == self.middles.len()).then_some(self.out)
    }

    /// All the blocks, and both tables.
    fn begin(&mut self, locals: u32) {
        let Layout { exit, looped, segments, .. } = self.layout;
        let blocks = segments + self.middles.len() as u32;
        (0..u32::from(exit)).for_each(|_| self.op(Op::block(code::BLOCK)));
        (0..u32::from(looped)).for_each(|_| self.op(Op::block(code::LOOP)));
        (0..=blocks).for_each(|_| self.op(Op::block(code::BLOCK)));
        // The next time the loop begins, the parameter counts.
        let place = locals;
        self.op(Op::of(code::LOCAL_GET, place));
        self.op(Op::i32_const(0));
        self.op(Op::of(code::LOCAL_SET, place));
        let middles = self.middles.iter().enumerate();
        let targets = middles.map(|(number, middle)| 2 + middle.segment + number as u32 - u32::from(segments == 0));
        let targets = std::iter::once(0).chain(targets).collect::<Vec<_>>();
        self.table(&targets, 0);
        self.out.push(code::END);
        if let Some((default, targets)) = self.layout.table.split_last() {
            let place = |segment: &u32| segment + self.middles_before(*segment);
            let (targets, default) = (targets.iter().map(place).collect::<Vec<_>>(), place(default));
            self.op(Op::of(code::LOCAL_GET, 0));
            self.table(&targets, default);
        }
    }

    fn middles_before(&self, segment: u32) -> u32 {
        self.middles.iter().filter(|middle| middle.segment < segment).count() as u32
    }

    fn table(&mut self, targets: &[u32], default: u32) {
        self.out.push(code::BR_TABLE);
        unsigned(targets.len() as u64, &mut self.out);
        targets.iter().chain([&default]).for_each(|target| unsigned((*target).into(), &mut self.out));
    }

    /// How many more blocks a branch leads out of that led to this one of the outer constructs.
    fn blocks_more(&self, outer: u32) -> u32 {
        let target = self.segment + 1 + outer;
        let all = if target < self.layout.segments { self.middles_before(target) } else { self.middles.len() as u32 };
        all - self.passed as u32
    }

    /// Whether the instruction that ends here gives a local its value, which is read again behind the middle.
    fn is_teed(&self, end: usize) -> bool {
        self.middles.get(self.passed).is_some_and(|middle| middle.position == end && middle.tee.is_some())
    }

    fn op(&mut self, op: Op) {
        op.encode(self.body, &mut self.out);
    }
}

/// How many values the instructions of a segment leave on WebAssembly's stack between these places; `None` if that is not known.
pub(super) fn height(body: &[u8], start: usize, end: usize, arity: impl Fn(Op) -> Option<(u32, u32)>) -> Option<i64> {
    let mut decoder = Decoder { bytes: body, position: start };
    let (mut height, mut nested) = (0, Vec::new());
    while decoder.position < end {
        let op = decoder.next()?;
        match op.code {
            code::BLOCK | code::LOOP | code::IF if op.value != EMPTY => return None,
            code::BLOCK | code::LOOP => nested.push(height),
            code::IF => nested.push(height - 1),
            code::ELSE => height = *nested.last()?,
            code::END => height = nested.pop()?,
            code::BR_IF => height -= 1,
            // The end of the construct sets it right.
            code::BR | code::RETURN | code::UNREACHABLE if !nested.is_empty() => {}
            _ => {
                let (takes, gives) = arity(op)?;
                height += i64::from(gives) - i64::from(takes);
            }
        }
    }
    nested.is_empty().then_some(height)
}
