//! `bufwasm run`: stdin, stdout and stderr are the plugin's own.

mod args;
mod attention;

use std::fs::{File, Metadata};
use std::io::{self, Cursor, IsTerminal, Read, Seek, StdinLock};

use bufwasm::ErrorKind;

use crate::answer;
use crate::cache::Store;
use crate::failure::{Failure, Result};
use crate::keep::Keep;
use crate::link;
use crate::panic::Stdin;
use crate::pipe::Pipe;
use crate::plugin::{Plugin, generator_of};
use crate::session::Streams;
use crate::words::Words;

pub(crate) use args::RunArgs;
use attention::Attention;

/// Runs the plugin that `args` name.
///
/// # Errors
///
/// There is no such plugin, it cannot be run, or it did not succeed.
pub(crate) fn run(args: RunArgs) -> Result<()> {
    let plugin = Plugin::open(&args.plugin)?;
    args.lock.read()?.iter().try_for_each(|lock| lock.allows(&plugin))?;
    let store = args.store.directory();
    let is_asked = is_asked(&args, &plugin.name);
    let mut session = args.guest.check(args.max_output, store.clone())?;
    session.keep = Keep::new(args.keep);
    let (mut stdout, mut stderr) = (Pipe::stdout()?, Words::new()?);
    let length = length(&io::stdin());
    let attention = Attention::to(&plugin.name);
    let (mut heard, mut complained) = (attention.writer(&mut stdout), attention.writer(&mut stderr));
    let mut stdin = io::stdin().lock();
    let ended = match Question::read(&mut stdin, is_asked)? {
        Question::Whole(request) => {
            let store = store.as_deref().map(|store| store as &dyn Store);
            answer::pass_on(&mut session, store, &plugin, request, &mut heard, &mut complained)
        }
        Question::Begun(begun) => {
            let mut stdin = attention.reader(begun.chain(stdin));
            let stdin = Stdin::Stream(&mut stdin, length);
            session.run(&plugin, args.args, Streams { stdin, stdout: &mut heard, stderr: &mut complained })
        }
    };
    drop((heard, complained));
    attention.end();
    let ended = ended.and_then(|()| std::mem::take(&mut session.keep).write());
    let is_closed = stdout.closed || stderr.is_closed();
    let ended = stderr.told(&plugin.name, ended);
    let finished = session.finish();
    store.iter().for_each(|store| store.shrink());
    // Whatever the plugin made of it: whoever read its output has seen enough.
    if is_closed || ended.as_ref().is_err_and(|failure| failure.reader_gone) {
        return Ok(());
    }
    ended.map_err(silent_if_the_plugin_spoke).and(finished)
}

/// Whether the plugin called `name` gets one question, whose asker waits for the answer, as protoc's plugins do, and those called
/// by their own names. Others may converse with theirs.
fn is_asked(args: &RunArgs, name: &str) -> bool {
    args.args.is_empty() && args.keep.is_empty() && (link::takes_no_options() || generator_of(name).is_some())
}

/// The most that a question has, in bytes. More is passed on as it comes.
const MOST_ASKED: u64 = 64 << 20;

/// What was read of stdin before the plugin is run.
enum Question {
    /// All of it: what the plugin is asked.
    Whole(Vec<u8>),
    /// Its beginning, if that.
    Begun(Cursor<Vec<u8>>),
}

impl Question {
    /// Reads it where there is one.
    ///
    /// # Errors
    ///
    /// `stdin` cannot be read.
    fn read(stdin: &mut StdinLock<'_>, is_asked: bool) -> Result<Self> {
        let mut read = Vec::new();
        if !is_asked || stdin.is_terminal() {
            return Ok(Self::Begun(Cursor::new(read)));
        }
        let all = stdin.take(MOST_ASKED).read_to_end(&mut read).map_err(|error| Failure::stream("stdin", &error))?;
        Ok(if (all as u64) < MOST_ASKED { Self::Whole(read) } else { Self::Begun(Cursor::new(read)) })
    }
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
