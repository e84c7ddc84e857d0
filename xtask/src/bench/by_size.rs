//! Times of protoc-gen-go by the size of the request, as a chart.

use anyhow::Result;
use std::fs;

use super::chart::{self, Line};
use super::contest::Contest;
use super::enter::Entered;
use crate::workspace::Workspace;

/// What is known so far.
#[derive(Default)]
pub(super) struct BySize {
    ticks: Vec<(f64, String)>,
    lines: Vec<Line>,
}

impl BySize {
    /// Adds the `results` of a contest, if it is one of them.
    pub(super) fn add(&mut self, workspace: &Workspace, contest: &Contest, results: &[Entered]) -> Result<()> {
        let Some(size) = contest.title.strip_prefix("protoc-gen-go, ") else { return Ok(()) };
        let bytes = fs::metadata(workspace.requests().join(contest.request))?.len() as f64;
        self.ticks.push((bytes, size.to_owned()));
        for (entry, result) in contest.entries.iter().zip(results) {
            let Ok(times) = result else { continue };
            let name = entry.peer.to_string();
            let at = self.lines.iter().position(|line| line.name == name).unwrap_or_else(|| {
                self.lines.push(Line { name, points: Vec::new() });
                self.lines.len() - 1
            });
            self.lines[at].points.push((bytes, times.median));
        }
        Ok(())
    }

    pub(super) fn chart(&self) -> String {
        chart::svg("protoc-gen-go: time by size of the request", &self.ticks, &self.lines)
    }
}
