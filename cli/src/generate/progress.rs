//! Shows what is running, a line for each plugin, when that takes longer than a second and somebody is looking.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a plugin runs before it is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the picture moves.
const TICK: Duration = Duration::from_millis(100);

/// Does `work`, and shows `what` on stderr while that takes long.
pub(super) fn shown<T>(what: &str, quiet: bool, work: impl FnOnce() -> T) -> T {
    each_shown(&[(what, 1)], quiet, |_| work())
}

/// Does `work`, which consists of so many pieces for each of `all`, and says which of them a piece is done of, by its place
/// among them. Each has a line on stderr while that takes long.
pub(super) fn each_shown<T>(all: &[(&str, usize)], quiet: bool, work: impl FnOnce(&(dyn Fn(usize) + Sync)) -> T) -> T {
    if quiet || !io::stderr().is_terminal() {
        return work(&|_| ());
    }
    let lines = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
    let bars: Vec<_> = all.iter().map(|(name, pieces)| lines.add(line(name, *pieces))).collect();
    let (done, waiting) = channel::<()>();
    let result = std::thread::scope(|scope| {
        let (shown, moving) = (lines.clone(), bars.clone());
        scope.spawn(move || {
            // The channel closes when the work is done.
            if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                moving.iter().filter(|bar| !bar.is_finished()).for_each(|bar| bar.enable_steady_tick(TICK));
            }
        });
        let result = work(&|at| bars[at].inc(1));
        drop(done);
        result
    });
    bars.iter().for_each(ProgressBar::finish_and_clear);
    // Nothing of it stays in sight.
    let _ = lines.clear();
    result
}

/// The line about what is called `name`, which tells how many of several `pieces` are done.
fn line(name: &str, pieces: usize) -> ProgressBar {
    let template = match pieces {
        0 | 1 => "{spinner} {prefix} ({elapsed})",
        _ => "{spinner} {prefix}: {pos} of {len} ({elapsed})",
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::with_draw_target(Some(pieces as u64), ProgressDrawTarget::hidden()).with_style(style);
    bar.with_prefix(name.to_owned())
}
