//! Which functions were being executed when a run ended.

use std::fmt;

use super::Recorder;

/// Calls that are shown on either side, of a stack that is deeper than both.
const SHOWN: usize = 32;

/// The calls that were under way when a run ended, innermost first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backtrace {
    /// The innermost calls and, behind them, the outermost ones: 32 of each at most.
    pub frames: Vec<Frame>,
    /// How many calls in the middle are left out, behind the first 32 frames.
    pub left_out: usize,
}

/// A call that was under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The function's index in the module that ran.
    pub function: u32,
    /// Its name, as the module has it; `function 12` if it has none.
    pub name: String,
}

impl Backtrace {
    /// The calls that are under way.
    pub(crate) fn of(recorder: &Recorder, name: impl Fn(u32) -> String) -> Self {
        let depth = recorder.stack().len();
        let left_out = depth.saturating_sub(2 * SHOWN);
        let shown = recorder.stack().enumerate().filter(|(at, _)| *at < SHOWN || *at >= SHOWN + left_out);
        let mut frames: Vec<_> = shown.map(|(_, function)| Frame { function, name: name(function) }).collect();
        if left_out == 0 {
            // Of a function that was made into several, the outermost.
            frames.dedup_by(|outer, inner| outer.name == inner.name && outer.function != inner.function);
        }
        Self { frames, left_out }
    }

    /// The same with `name` given to each function in place of its own.
    pub fn named(&self, name: impl Fn(&str) -> String) -> Self {
        let frames = self.frames.iter().map(|frame| Frame { name: name(&frame.name), ..*frame });
        Self { frames: frames.collect(), ..*self }
    }
}

/// A line for each call, and one for those that are left out.
impl fmt::Display for Backtrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Frame { name, .. }) in self.frames.iter().enumerate() {
            let left_out = if at < SHOWN { 0 } else { self.left_out };
            if at == SHOWN && left_out > 0 {
                writeln!(f, "      ... {left_out} more")?;
            }
            writeln!(f, "{:>5}: {name}", at + left_out)?;
        }
        Ok(())
    }
}
