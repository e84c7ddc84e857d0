//! What a function of Go's shape begins with.

use super::decode::Decoder;
use super::op::{EMPTY, Op, code};

/// The constructs that a function begins with.
#[derive(Default)]
pub(super) struct Layout {
    pub(super) exit: bool,
    pub(super) looped: bool,
    /// Segments, but for the one before the first block's end.
    pub(super) segments: u32,
    /// The segment for each value of the parameter; the last for all others.
    pub(super) table: Vec<u32>,
}

impl Layout {
    /// The nodes of the flow graph: the segments and what comes behind them.
    pub(super) fn nodes(&self) -> u32 {
        self.segments.max(1) + u32::from(self.exit)
    }

    /// The parameter with which the original begins with this segment.
    pub(super) fn parameter(&self, segment: u32) -> Option<i32> {
        self.table.iter().position(|other| *other == segment).map(|parameter| parameter as i32)
    }

    /// Reads the constructs up to the dispatch's `br_table`; `None` if there is none.
    pub(super) fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
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
