//! Shows which plugin is running, when that takes longer than a second and somebody is looking.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a plugin runs before it is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the picture moves.
const TICK: Duration = Duration::from_millis(100);

/// Does `work`, and shows `what` on stderr while that takes long.
pub(super) fn shown<T>(what: &str, quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !io::stderr().is_terminal() {
        return work();
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(style);
    bar.set_message(what.to_owned());
    let (done, waiting) = std::sync::mpsc::channel::<()>();
    let result = std::thread::scope(|scope| {
        let shown = bar.clone();
        scope.spawn(move || {
            // The channel closes when the work is done.
            if waiting.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        let result = work();
        drop(done);
        result
    });
    bar.finish_and_clear();
    result
}
