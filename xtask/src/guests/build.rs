//! Building guests one after another, and only those that are not up to date.

use super::builder::Builder;
use super::step::Step;
use super::table::Guest;
use crate::process::run_quietly;
use crate::stamp::{Stamp, fingerprint};
use anyhow::{Context, Result};
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

impl Builder<'_> {
    /// Builds `guest` unless it is up to date, and prints a line about it.
    pub(super) fn build(&self, guest: &Guest) -> Result<()> {
        let path = guest.path();
        let about = || format!("cannot build the guest {path}");
        let mut step = guest.recipe.step(self).with_context(about)?;
        let stamp = self.stamp(&path, &step).with_context(about)?;
        let finished = self.workspace.guests().join(&path);
        if stamp.is_current(&finished) {
            println!("{path:<40} up to date");
            return Ok(());
        }
        let start = Instant::now();
        for command in &mut step.commands {
            run_quietly(command.current_dir(self.root())).with_context(about)?;
        }
        self.publish(&step.product, &finished).with_context(about)?;
        stamp.write()?;
        let size = fs::metadata(&finished).with_context(about)?.len() / 1024;
        println!("{path:<40} {size:>6} KiB {:>6.1} s", start.elapsed().as_secs_f64());
        Ok(())
    }

    /// Moves a finished file to where tests look for it, never half of it.
    fn publish(&self, product: &Path, finished: &Path) -> Result<()> {
        let directory = finished.parent().context("a guest has a directory")?;
        fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
        // Both are below `target/guests`. A copy would stay in the scratch directory, where nobody needs it.
        fs::rename(product, finished)
            .with_context(|| format!("cannot move {} to {}", product.display(), finished.display()))
    }

    fn stamp(&self, path: &str, step: &Step) -> Result<Stamp> {
        let source = step.source.as_deref().map(fingerprint).transpose()?;
        let commands: Vec<_> = step.commands.iter().map(|command| self.describe(command)).collect();
        let mut inputs = format!("{}\n{}\n{source:x?}\n", commands.join("\n"), step.compiler);
        for header in &step.headers {
            inputs.push_str(&format!("{:x}\n", fingerprint(header)?));
        }
        Ok(Stamp::new(self.scratch().join("stamps").join(path), inputs))
    }

    /// The command line and its settings, without what differs from one checkout or machine to the next.
    fn describe(&self, command: &Command) -> String {
        let settings = command.get_envs().filter(|(name, _)| !["PATH", "GOMODCACHE"].map(OsStr::new).contains(name));
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let line = format!("{:?} {:?}", settings.collect::<Vec<_>>(), words.collect::<Vec<_>>());
        line.replace(&self.root().display().to_string(), ".")
    }
}
