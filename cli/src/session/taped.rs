//! Runs of which everything is recorded.

use bufwasm::Error;
use bufwasm::profile::Backtrace;
use bufwasm_codegen::Copied;

use super::{Sandbox, Session, Streams};
use crate::plugin::Plugin;
use crate::recorder::{Own, Passed};
use crate::stats::Record;

impl Session {
    /// Runs `plugin` as [`Session::measured`] does, and records that if it is to be: its input is then read before it runs, so
    /// that it does not matter in what pieces it comes.
    pub(super) fn taped(
        &mut self,
        name: &str,
        sandbox: &Sandbox,
        plugin: &Plugin,
        args: Vec<String>,
        Streams { stdin, stdout, stderr }: Streams<'_>,
        record: &mut Record,
    ) -> Result<(), (Error, Option<Backtrace>)> {
        if self.recorder.is_none() {
            return self.measured(name, sandbox, plugin, args, Streams { stdin, stdout, stderr }, record);
        }
        let input = stdin.whole().map_err(|source| (Error::Io { stream: "stdin", source }, None))?;
        let (mut stdout, mut stderr) =
            (Copied { to: stdout, copy: Vec::new() }, Copied { to: stderr, copy: Vec::new() });
        let streams = Streams { stdin: input.clone().into(), stdout: &mut stdout, stderr: &mut stderr };
        let ended = self.measured(name, sandbox, plugin, args.clone(), streams, record);
        if let Some(recorder) = &mut self.recorder {
            let Sandbox { abi, env, files, .. } = sandbox.clone();
            let own = Own { name: name.into(), args, env, files, abi };
            let passed = Passed { stdin: input, stdout: stdout.copy, stderr: stderr.copy };
            recorder.add(plugin, own, passed, ended.as_ref().err().map(|(error, _)| error), record.stats.fuel);
        }
        ended
    }
}
