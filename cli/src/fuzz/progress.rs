//! Shows how far a campaign is, when somebody is looking, and what it finds.

use std::io::{self, IsTerminal};
use std::time::Duration;

use bufwasm_plugfuzz::{self as plugfuzz, Event, Finding};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report;
use crate::message;

/// How often the picture moves.
const TICK: Duration = Duration::from_millis(100);

/// A line on stderr that changes, on a terminal, and a line for each finding.
pub(super) struct Progress {
    bar: ProgressBar,
    quiet: bool,
}

impl Progress {
    pub(super) fn new(plugin: &str, quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {prefix}: {msg} ({elapsed})")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        bar.set_style(style);
        bar.set_prefix(plugin.to_owned());
        bar.set_message("reading the plugin");
        if shown {
            bar.enable_steady_tick(TICK);
        }
        Self { bar, quiet }
    }

    pub(super) fn show(&self, event: &Event<'_>) {
        match event {
            Event::Progress(figures) => self.figures(figures),
            Event::Minimising(fault) => self.bar.set_message(format!("making a request smaller ({})", fault.kind)),
            Event::Found(finding) => self.found(finding),
            Event::Improved(_) => {}
        }
    }

    fn figures(&self, figures: &plugfuzz::Progress) {
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        let pace = figures.runs as f64 / seconds;
        let found = report::plural(figures.findings as u64, "finding");
        let plugfuzz::Progress { runs, blocks, all_blocks, kept, .. } = figures;
        self.bar.set_message(format!(
            "{runs} runs, {pace:.0} a second, {blocks} of {all_blocks} blocks, {kept} requests kept, {found}"
        ));
    }

    fn found(&self, finding: &Finding) {
        if !self.quiet {
            let line = format!("run {}: {}: {}", finding.run, finding.fault.kind, report::sentence(&finding.fault));
            self.bar.suspend(|| message::note(&line));
        }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
