//! `bufwasm run`: stdin, stdout and stderr are the plugin's own.

use std::fs::{File, Metadata};
use std::io::{self, Seek};
use std::sync::Arc;

use bufwasm::ErrorKind;

use crate::args::RunArgs;
use crate::failure::{Failure, Result};
use crate::keep::Keep;
use crate::panic::Stdin;
use crate::pipe::Pipe;
use crate::plugin::Plugin;
use crate::session::Streams;

/// Runs the plugin that `args` name.
///
/// # Errors
///
/// There is no such plugin, it cannot be run, or it did not succeed.
pub(crate) fn run(args: RunArgs) -> Result<()> {
    let plugin = Plugin::open(&args.plugin)?;
    args.lock.read()?.iter().try_for_each(|lock| lock.allows(&plugin))?;
    let store = if args.no_cache { None } else { args.cache.directory().map(Arc::new) };
    let mut session = args.guest.check(args.max_output, store.clone())?;
    session.keep = Keep::new(args.keep);
    let (mut stdout, mut stderr) = (Pipe::stdout()?, Pipe::stderr()?);
    let length = length(&io::stdin());
    let mut stdin = io::stdin().lock();
    let streams = Streams { stdin: Stdin::Stream(&mut stdin, length), stdout: &mut stdout, stderr: &mut stderr };
    let ended = session.run(&plugin, args.args, streams);
    let ended = ended.and_then(|()| std::mem::take(&mut session.keep).write());
    stderr.end_line();
    let finished = session.finish();
    store.iter().for_each(|store| store.shrink());
    // Whatever the plugin made of it: whoever read its output has seen enough.
    if stdout.closed || stderr.closed || ended.as_ref().is_err_and(|failure| failure.reader_gone) {
        return Ok(());
    }
    ended.map_err(silent_if_the_plugin_spoke).and(finished)
}

/// How many bytes are left of stdin, if it is a file.
fn length(stdin: &io::Stdin) -> Option<u64> {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(stdin).try_clone_to_owned();
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(stdin).try_clone_to_owned();
    let mut file = File::from(handle.ok()?);
    let metadata = file.metadata().ok().filter(Metadata::is_file)?;
    Some(metadata.len().saturating_sub(file.stream_position().ok()?))
}

/// A plugin that exited by itself has told the user why, unless it said nothing at all.
pub(crate) fn silent_if_the_plugin_spoke(failure: Failure) -> Failure {
    let spoke = failure.stderr.as_ref().is_some_and(|stderr| !stderr.is_empty());
    // Unless the limit that it met is news to the user.
    let told = spoke && failure.hint.is_none();
    Failure { reported: failure.kind == ErrorKind::PluginExit && told, ..failure }
}
