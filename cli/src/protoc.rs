//! `bufwasm protoc`, and links named `protoc`: protoc's own command line.
//!
//! protoc itself reads it, compiled to WebAssembly. It gets copies of the files that it needs, under the paths they have; its
//! plugins are run by bufwasm when it asks for them; and what it has written is written when it has ended: all of it, or
//! nothing.

mod arguments;
mod dependencies;
mod exchange;
mod gather;
mod left;
mod mirror;
mod plugins;
mod small_install;
mod source_tree;
mod wanted;

use std::ffi::OsString;
use std::io;
use std::path::Path;

use bufwasm::ErrorKind;
use bufwasm_codegen::ProtoError;

use self::arguments::Arguments;
use self::exchange::Exchange;
use self::mirror::Mirror;
use self::plugins::Plugins;
use self::wanted::Wanted;
use crate::args::{Cli, Command};
use crate::compile::Chosen;
use crate::compiler_choice::Choice;
use crate::failure::{Failure, Result};
use crate::generate::GenerateArgs;
use crate::message::{MessageArgs, Volume};
use crate::panic::Stdin;
use crate::plugin::Plugin;
use crate::session::{Sandbox, Session, Streams};
use crate::value::DEFAULT_MAX_OUTPUT;
use crate::words::Words;
use crate::{link, message, output, parse, status};

/// Does what protoc does with the arguments `typed`. Limits and the place of what is kept are taken from the environment.
///
/// # Errors
///
/// What protoc says is wrong, with its exit status; or protoc or a plugin cannot be run.
pub(crate) fn protoc(typed: Vec<OsString>, messages: MessageArgs) -> Result<()> {
    let typed = typed.into_iter().map(|word| {
        let refused =
            |word: OsString| Failure::usage(format_args!("{}: protoc reads arguments in UTF-8", word.display()));
        word.into_string().map_err(refused)
    });
    let mut arguments = Arguments::read(typed.collect::<Result<_>>()?)?;
    arguments.name_plugins();
    let flags = arguments.flags();
    let wanted = Wanted::of(&flags);
    let options = options("--descriptor_set_out=-")?;
    let lock = options.lock.read()?;
    let beside_link = link::protoc_beside().map(|path| Choice::File(path.into()));
    let compiler = Choice::resolve(options.compiler.as_ref().or(beside_link.as_ref()))?;
    lock.iter().try_for_each(|lock| lock.allows_compiler(&compiler))?;
    let guest = match compiler {
        Chosen::Protoc(guest) => guest,
        Chosen::BuiltIn => {
            let args = small_install::generate(&flags, &wanted)?;
            // Nothing that protoc does not say.
            message::hush(Volume::Warnings);
            return generate(args, messages);
        }
    };
    let store = options.store.directory();
    let mut session = options.guest.check(Some(options.max_output), store.clone())?;
    session.names_runs = true;
    let mut plugins = Plugins::new(session, store, guest.path.parent().map(Path::to_owned), lock);
    plugins.check(&wanted)?;
    let mirror = gather::gather(&arguments, &wanted)?;
    let mut session = session_of_protoc()?;
    session.keep = left::places(&wanted, &mirror);
    let ended = run(&mut session, &guest, arguments.words(), &mirror, &mut plugins);
    let finished = plugins.finish();
    let (stdout, stderr) = ended?;
    let written = left::write(std::mem::take(&mut session.keep), &wanted, &mirror);
    let ended = output::print(&stdout).and(written).and_then(|code| match code.min(255) as u8 {
        0 => finished,
        code => {
            let failure = failed(&stderr, code);
            let hint = too_old(&guest).or(failure.hint.clone());
            Err(failure.hint(hint))
        }
    });
    stderr.told(PROTOC, ended)
}

/// protoc has exited with `code`, and said why on `stderr`. Programs are told by the files that it is about, if it is about files.
fn failed(stderr: &Words, code: u8) -> Failure {
    let words = stderr.kept().unwrap_or_default();
    let is_mistake = |said: &ProtoError| said.file.is_some() && !said.message.starts_with("warning:");
    let mistakes: Vec<_> = words.lines().map(ProtoError::of_protoc).filter(is_mistake).collect();
    let failure = match mistakes.is_empty() {
        true => Failure::new(ErrorKind::PluginExit, "protoc failed"),
        false => Failure::from(mistakes),
    };
    Failure { reported: true, ..failure.status(code) }
}

/// What would help against a `protoc.wasm` that does not know where its host's files are.
fn too_old(guest: &Plugin) -> Option<String> {
    let knows = guest.wasm.windows(HOST_RUNS_PLUGINS.len()).any(|bytes| bytes == HOST_RUNS_PLUGINS.as_bytes());
    let path = guest.path.display();
    (!knows).then(|| format!("{path} was built for an older bufwasm: build it anew with `cargo xtask protoc`"))
}

/// What protoc is called in messages.
const PROTOC: &str = "protoc";

/// The variable that lets protoc ask its host to run plugins.
const HOST_RUNS_PLUGINS: &str = "HOST_RUNS_PLUGINS";

/// Runs protoc, and gives what it wrote to stdout and to stderr. That it exits with an error is none.
fn run(
    session: &mut Session,
    guest: &Plugin,
    args: Vec<String>,
    mirror: &Mirror,
    plugins: &mut Plugins,
) -> Result<(Vec<u8>, Words)> {
    let sandbox = Sandbox {
        argv0: Some(link::protoc_is_called()),
        env: vec![
            format!("PWD={}", mirror.place("")),
            format!("PROTOC_EXECUTABLE={}/protoc", dependencies::INCLUDE),
            format!("{HOST_RUNS_PLUGINS}=1"),
        ],
        files: mirror.files(),
        ..Sandbox::default()
    };
    let mut stdin = io::stdin().lock();
    let mut ask = |question: exchange::Question<'_>| plugins.ask(question);
    let exchange = Exchange::new(&mut stdin, &mut ask);
    let mut stderr = Words::new()?;
    let (mut from, mut to) = (&exchange, &exchange);
    let streams = Streams { stdin: Stdin::Stream(&mut from, None), stdout: &mut to, stderr: &mut stderr };
    let ended = session.run_in(&sandbox, guest, args, streams);
    match ended {
        Ok(()) | Err(Failure { kind: ErrorKind::PluginExit, .. }) => Ok((exchange.into_output(), stderr)),
        Err(failure) => stderr.told(PROTOC, Err(failure)),
    }
}

/// What the environment says, where protoc's command line has no place for it; `output` is all that is asked for.
fn options(output: &str) -> Result<GenerateArgs> {
    let typed = ["bufwasm", "generate", output, "a.proto"].map(OsString::from);
    match parse(typed.into()) {
        Ok(Cli { command: Command::Generate(args), .. }) => Ok(*args),
        Ok(_) => unreachable!("generate is what was typed"),
        Err(error) => Err(message::failure_of_usage(&error)),
    }
}

/// A session with the limits that plugins have, for protoc: only plugins are traced and measured. What protoc writes is bounded
/// as what plugins answer.
fn session_of_protoc() -> Result<Session> {
    let mut options = options("--descriptor_set_out=-")?.guest;
    options.limits.scratch = options.limits.scratch.max(DEFAULT_MAX_OUTPUT);
    (options.trace, options.stats, options.profile) = (None, None, None);
    (options.record, options.no_backtrace) = (None, true);
    options.check(Some(DEFAULT_MAX_OUTPUT), None)
}

/// Does what these arguments of `bufwasm generate` say.
fn generate(args: Vec<OsString>, messages: MessageArgs) -> Result<()> {
    match parse(args) {
        Ok(Cli { command: Command::Generate(args), .. }) => crate::generate::generate(*args, messages),
        Ok(_) => unreachable!("generate is what was typed"),
        Err(error) => Err(message::failure_of_usage(&error).status(status::NO)),
    }
}
