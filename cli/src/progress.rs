//! Shows what is running, a line for each part of it, when that takes long and somebody is looking.

use std::io::{self, IsTerminal};
use std::sync::LazyLock;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::message::{self, Volume};
use crate::terminal;

/// How long the command runs before anything is shown: whoever waits for half a second wonders.
const PATIENCE: Duration = Duration::from_millis(400);
/// How long something runs before it is shown even then, so that what is short does not flicker.
const LEAST: Duration = Duration::from_millis(50);
/// How often the picture moves.
const TICK: Duration = Duration::from_millis(100);

/// When the command began.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The command begins.
pub(crate) fn begin() {
    LazyLock::force(&BEGUN);
}

/// Does `work`, and shows `what` on stderr while that takes long.
pub(crate) fn shown<T>(what: &str, work: impl FnOnce() -> T) -> T {
    each_shown(&[(what, 1)], |_| work())
}

/// Does `work`, which consists of so many pieces for each of `all`, and says which of them a piece is done of, by its place
/// among them. Each has a line on stderr while that takes long.
pub(crate) fn each_shown<T>(all: &[(&str, usize)], work: impl FnOnce(&(dyn Fn(usize) + Sync)) -> T) -> T {
    match Progress::of(all) {
        Some(progress) => work(&|at| progress.bars[at].inc(1)),
        None => work(&|_| ()),
    }
}

/// Lines on stderr about what is running, until this is dropped; nothing of them stays in sight.
pub(crate) struct Progress {
    lines: MultiProgress,
    bars: Vec<ProgressBar>,
    /// What makes them appear, and ends when the channel to it is closed.
    appearing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// A line for each of `all`, which consists of so many pieces; `None` if nobody looks, or wants to see it.
    pub(crate) fn of(all: &[(&str, usize)]) -> Option<Self> {
        if !io::stderr().is_terminal() || !message::says(Volume::All) || message::is_json() {
            return None;
        }
        let lines = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        let bars: Vec<_> = all.iter().map(|(name, pieces)| lines.add(line(name, *pieces))).collect();
        terminal::show(Some(lines.clone()));
        let (done, waiting) = channel::<()>();
        let (shown, moving) = (lines.clone(), bars.clone());
        let appearing = thread::spawn(move || {
            let patience = PATIENCE.saturating_sub(BEGUN.elapsed()).max(LEAST);
            if waiting.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                moving.iter().filter(|bar| !bar.is_finished()).for_each(|bar| bar.enable_steady_tick(TICK));
            }
        });
        Some(Self { lines, bars, appearing: Some((done, appearing)) })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, appearing)) = self.appearing.take() {
            drop(done);
            // All it does is to wait and to draw.
            let _ = appearing.join();
        }
        self.bars.iter().for_each(ProgressBar::finish_and_clear);
        let _ = self.lines.clear();
        terminal::show(None);
    }
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
