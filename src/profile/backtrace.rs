//! Which functions were being executed when a run ended.

use std::collections::HashMap;
use std::fmt;

use super::Recorder;
use crate::error::{Error, GuestEnd};

/// Frames that are shown on either side, of a stack that has more than both.
const SHOWN: usize = 16;

/// The calls that were under way when a run ended, innermost first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backtrace {
    /// The innermost frames and, behind them, the outermost ones: 16 of each at most.
    pub frames: Vec<Frame>,
    /// How many calls in the middle are left out, behind the first 16 frames.
    pub left_out: usize,
}

/// A call that was under way, or several of the same function one inside the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The function's index in the module that ran.
    pub function: u32,
    /// Its name, as the module has it; `function 12` if it has none.
    pub name: String,
    /// How many calls it stands for.
    pub calls: usize,
}

impl Backtrace {
    /// The calls that are under way.
    pub(crate) fn of(recorder: &Recorder, name: impl Fn(u32) -> String) -> Self {
        let mut names = HashMap::new();
        let (mut frames, mut left_out) = (Vec::<Frame>::new(), 0);
        for function in recorder.stack() {
            let name = names.entry(function).or_insert_with(|| name(function));
            match frames.last_mut() {
                Some(inner) if inner.function == function => inner.calls += 1,
                // Of the functions that one was made into when it was optimised, the outermost.
                Some(inner) if inner.name == *name => inner.function = function,
                _ => frames.push(Frame { function, name: name.clone(), calls: 1 }),
            }
            if frames.len() > 2 * SHOWN {
                left_out += frames.remove(SHOWN).calls;
            }
        }
        Self { frames, left_out }
    }

    /// The same with `name` given to each function in place of its own.
    pub fn named(&self, name: impl Fn(&str) -> String) -> Self {
        let frames = self.frames.iter().map(|frame| Frame { name: name(&frame.name), ..*frame });
        Self { frames: frames.collect(), ..*self }
    }
}

/// A line for each frame, with how many calls are inside it, and one for those that are left out.
impl fmt::Display for Backtrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut depth = 0;
        for (at, Frame { name, calls, .. }) in self.frames.iter().enumerate() {
            if at == SHOWN && self.left_out > 0 {
                writeln!(f, "       ({} more)", self.left_out)?;
                depth += self.left_out;
            }
            let times = if *calls > 1 { format!(" ({calls} times)") } else { String::new() };
            writeln!(f, "{depth:>5}: {name}{times}")?;
            depth += calls;
        }
        Ok(())
    }
}

/// Whether a guest that `ended` so was somewhere: it trapped, or was to have more stack or fuel than it may.
pub fn has_place(ended: &Error) -> bool {
    match ended {
        Error::Trap { .. } | Error::StackExhausted { .. } | Error::OutOfFuel { .. } => true,
        Error::MemoryLimit { end, .. } => matches!(**end, GuestEnd::Trap { .. }),
        _ => false,
    }
}
