//! Lines of the trace, such as `fd_seek(fd=4, offset=-1, whence=end, newoffset=0x40) = 0 -> newoffset=9`.

use super::param::Param;
use crate::memory::Memory;

/// How a row appears in the trace.
#[derive(Clone, Copy)]
pub(super) struct Name {
    pub(super) function: &'static str,
    pub(super) params: &'static [&'static str],
}

/// How a parameter's type shows its values.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    value: fn(u64, u64, &Memory<'_>) -> String,
    written: fn(u64, &Memory<'_>) -> Option<String>,
}

impl Shown {
    pub(super) const fn of<P: Param>() -> Self {
        Self { value: P::show, written: P::written }
    }
}

/// What a call is given.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'a> {
    pub(super) shown: &'static [Shown],
    pub(super) raw: &'a [u64],
}

/// A line that waits for the call's answer.
pub(super) struct Line {
    name: Name,
    values: Vec<(Shown, u64)>,
    arguments: String,
}

impl Line {
    /// The call with its arguments as they are now: the call may write over the memory they point to.
    pub(super) fn begin(name: Name, given: Arguments<'_>, memory: &Memory<'_>) -> Self {
        let values: Vec<_> = given.shown.iter().copied().zip(given.raw.iter().copied()).collect();
        let following = values.iter().map(|(_, raw)| *raw).skip(1).chain([0]);
        let arguments = name.params.iter().zip(&values).zip(following);
        let arguments =
            arguments.map(|((name, (shown, raw)), next)| format!("{name}={}", (shown.value)(*raw, next, memory)));
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        Self { name, values, arguments }
    }

    /// The whole line, with what a call that succeeded has written.
    pub(super) fn end(self, answer: Result<String, String>, memory: &Memory<'_>) -> String {
        let Self { name, values, arguments } = self;
        let call = format!("{}({arguments}) = ", name.function);
        let answer = match answer {
            Err(failure) => return call + &failure,
            Ok(success) => success,
        };
        let written = name.params.iter().zip(values);
        let written =
            written.filter_map(|(name, (shown, raw))| Some(format!("{name}={}", (shown.written)(raw, memory)?)));
        let written = written.collect::<Vec<_>>().join(", ");
        let arrow = if written.is_empty() { "" } else { " -> " };
        format!("{call}{answer}{arrow}{written}")
    }
}
