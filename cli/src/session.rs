//! Checked options, and the runs made with them.

mod args;
mod compiled;
mod fork;
mod taped;

use std::fs;
use std::io::{self, BufWriter, LineWriter, Write};
use std::sync::Arc;
use std::time::Instant;

use bufwasm::fs::File;
use bufwasm::host::{SystemClock, SystemRandom};
use bufwasm::profile::{Backtrace, has_place};
use bufwasm::{Abi, Error, ErrorKind, PluginExecutor, RunOptions};

use crate::cache::{Directory, KeyMaker, optimised};
use crate::failure::{Failure, Result};
use crate::hint;
use crate::keep::Keep;
use crate::panic::{Evidence, Stdin, provoke_in_engine};
use crate::plugin::Plugin;
use crate::profile::{Profiling, demangled};
use crate::recorder::{Recorder, Terms};
use crate::stats::{Record, Statistics, Times};
use crate::value::{Sink, Size};

pub(crate) use args::{GuestArgs, SandboxArgs};
use compiled::{Compiled, Form};
pub(crate) use fork::Measured;

/// What every run of a command has in common: checked options, opened files.
pub(crate) struct Session {
    executor: PluginExecutor,
    /// What plugins see.
    sandbox: Arc<Sandbox>,
    compiled: Compiled,
    /// Where answers and optimised modules are kept.
    store: Option<Arc<Directory>>,
    /// What a plugin's answer follows from beside the plugin and the request; `None` if it may be another each time.
    key: Option<KeyMaker>,
    trace: Option<Box<dyn Write>>,
    trace_sink: Option<Sink>,
    statistics: Option<Statistics>,
    profiling: Option<Profiling>,
    /// What is kept of runs, if anything is.
    recorder: Option<Recorder>,
    /// Whether runs would be the same when they are replayed.
    is_repeatable: bool,
    /// Whether a plugin that trapped is run again to say where.
    shows_backtraces: bool,
    /// What is to be kept of the files that a run leaves.
    pub(crate) keep: Keep,
    /// Whether the trace says whose calls follow, as they are of several runs.
    pub(crate) names_runs: bool,
}

/// What a guest sees beside its streams.
#[derive(Clone, Default)]
pub(crate) struct Sandbox {
    pub(crate) abi: Option<Abi>,
    pub(crate) argv0: Option<String>,
    pub(crate) env: Vec<String>,
    pub(crate) files: Vec<File>,
}

impl Sandbox {
    /// Options of a run with `args`.
    fn options<'a>(&self, args: Vec<String>) -> RunOptions<'a> {
        RunOptions { args, env: self.env.clone(), files: self.files.clone(), ..Default::default() }
    }
}

/// A guest's standard streams.
pub(crate) struct Streams<'a> {
    pub(crate) stdin: Stdin<'a>,
    pub(crate) stdout: &'a mut dyn Write,
    pub(crate) stderr: &'a mut dyn Write,
}

impl GuestArgs {
    /// Checks what was typed against the world: reads the plugin's files, opens the trace.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or the trace not be opened.
    pub(crate) fn check(self, max_output: Option<Size>, store: Option<Arc<Directory>>) -> Result<Session> {
        let files = self.sandbox.files.read()?;
        let terms = self.terms(max_output)?;
        let recorder = self.record.clone().map(|path| Recorder::new(path, terms));
        Ok(Session {
            executor: self.executor(max_output, store.clone())?,
            compiled: Compiled::default(),
            store,
            key: self.key(max_output, &files),
            sandbox: Arc::new(Sandbox {
                abi: self.sandbox.abi,
                argv0: self.sandbox.argv0,
                env: self.sandbox.env,
                files,
            }),
            shows_backtraces: !self.no_backtrace,
            trace: self.trace.as_ref().map(open).transpose()?,
            trace_sink: self.trace,
            statistics: self.stats.map(Statistics::new),
            profiling: self.profile.map(Profiling::new),
            recorder,
            is_repeatable: !self.real_clock && !self.real_random,
            keep: Keep::default(),
            names_runs: false,
        })
    }

    /// What answers follow from, as far as it is typed. With a real clock or real randomness they follow from more.
    fn key(&self, max_output: Option<Size>, files: &[File]) -> Option<KeyMaker> {
        if self.real_clock || self.real_random {
            return None;
        }
        let Self { limits, optimise, go_gc, sandbox: SandboxArgs { abi, argv0, env, .. }, .. } = self;
        let typed = format!("{limits:?} {optimise:?} {go_gc:?} {max_output:?} {abi:?} {argv0:?} {env:?}");
        let maker = KeyMaker::new().part("options", typed.as_bytes());
        Some(files.iter().fold(maker, |maker, file| maker.part(&file.path, &file.contents)))
    }

    /// What is recorded of all runs.
    fn terms(&self, max_output: Option<Size>) -> Result<Terms> {
        let limits = self.limits.limits(max_output)?;
        let (optimise, go_gc) = (self.optimise.into(), self.go_gc.into());
        Ok(Terms { limits, timeout: self.limits.timeout, optimise, go_gc })
    }

    fn executor(&self, max_output: Option<Size>, store: Option<Arc<Directory>>) -> Result<PluginExecutor> {
        let limits = self.limits.limits(max_output)?;
        let mut builder = PluginExecutor::builder().limits(limits);
        builder = builder.optimise(self.optimise.into()).go_gc(self.go_gc.into());
        if let Some(store) = store {
            builder = builder.optimiser(move |wasm| optimised(&*store, wasm));
        }
        let clock = Arc::new(SystemClock::new());
        if let Some(limit) = self.limits.timeout {
            builder = builder.timeout(limit, clock.clone());
        }
        if self.real_clock {
            builder = builder.real_clock(clock);
        }
        if self.real_random {
            builder = builder.real_random(Arc::new(SystemRandom));
        }
        Ok(builder.build())
    }
}

/// Lines to stderr appear one by one; a file gets them in larger pieces.
fn open(sink: &Sink) -> Result<Box<dyn Write>> {
    Ok(match sink {
        Sink::Stderr => Box::new(LineWriter::new(io::stderr())),
        Sink::File(path) => {
            Box::new(BufWriter::new(fs::File::create(path).map_err(|error| Failure::io("write", path, &error))?))
        }
    })
}

impl Session {
    /// Runs `plugin` once with `args` after its own.
    ///
    /// # Errors
    ///
    /// The plugin cannot be run, or did not succeed.
    pub(crate) fn run(&mut self, plugin: &Plugin, args: Vec<String>, streams: Streams<'_>) -> Result<()> {
        self.run_in(&Arc::clone(&self.sandbox), plugin, args, streams)
    }

    /// The same for a guest that sees another `sandbox` than plugins do.
    ///
    /// # Errors
    ///
    /// Those of [`Self::run`].
    pub(crate) fn run_in(
        &mut self,
        sandbox: &Sandbox,
        plugin: &Plugin,
        args: Vec<String>,
        streams: Streams<'_>,
    ) -> Result<()> {
        let name = sandbox.argv0.clone().unwrap_or_else(|| plugin.name.clone());
        let abi = sandbox.abi;
        if let Some(trace) = self.trace.as_mut().filter(|_| self.names_runs) {
            let named = writeln!(trace, "# {name}");
            named.map_err(|error| stream_failure(self.trace_sink.as_ref(), "trace", &error))?;
        }
        let mut record = Record::of(&name);
        let ended = self.taped(&name, sandbox, plugin, args, streams, &mut record);
        let ended = ended.map_err(|(error, backtrace)| {
            let backtrace = backtrace.map(|backtrace| Box::new(backtrace.named(demangled)));
            Failure { backtrace, ..self.failure(&error, abi, plugin, &record).of_plugin(&*name) }
        });
        record.error = ended.as_ref().err().map(|failure| failure.kind);
        record.exit_code = ended.as_ref().map_or_else(|failure| failure.exit_code, |()| Some(0));
        if let Some(statistics) = &mut self.statistics {
            statistics.add(&record);
        }
        ended
    }

    /// Adds to the statistics what was done without a guest, by the part of bufwasm called `name`.
    pub(crate) fn record(&mut self, name: &str, times: Times, error: Option<ErrorKind>) {
        if let Some(statistics) = &mut self.statistics {
            statistics.add(&Record { times, error, ..Record::of(name) });
        }
    }

    /// A key of all that the answers of `plugin` follow from but the request; `None` if they are not to be kept: they may be
    /// others each time, or the run itself is what is looked at.
    pub(crate) fn key(&self, plugin: &Plugin) -> Option<KeyMaker> {
        let is_watched = self.trace.is_some() || self.statistics.is_some() || self.profiling.is_some();
        if is_watched || self.recorder.is_some() {
            return None;
        }
        Some(self.key.clone()?.part(&plugin.name, &plugin.digest()))
    }

    /// Where answers are kept.
    pub(crate) fn store(&self) -> Option<Arc<Directory>> {
        self.store.clone()
    }

    /// Writes what is left of the trace, and the statistics, the profile and the recording of all runs.
    ///
    /// # Errors
    ///
    /// One of their files cannot be written.
    pub(crate) fn finish(self) -> Result<()> {
        let traced = self.trace.map_or(Ok(()), |mut trace| trace.flush());
        traced.map_err(|error| stream_failure(self.trace_sink.as_ref(), "trace", &error))?;
        self.statistics.map_or(Ok(()), Statistics::write)?;
        self.profiling.map_or(Ok(()), |profiling| profiling.write())?;
        self.recorder.map_or(Ok(()), Recorder::write)
    }

    fn measured(
        &mut self,
        name: &str,
        sandbox: &Sandbox,
        plugin: &Plugin,
        args: Vec<String>,
        streams: Streams<'_>,
        record: &mut Record,
    ) -> std::result::Result<(), (Error, Option<Backtrace>)> {
        let Streams { stdin, stdout, stderr } = streams;
        let length = stdin.length();
        let mut stdin = Evidence::of_run(name, &plugin.wasm, stdin);
        let streams = Streams { stdin: Stdin::Stream(&mut stdin, length), stdout, stderr };
        let (compiled, took) = self.compiled.get(name, plugin, || self.compile(name, plugin, sandbox.abi));
        let compiled_at = Instant::now();
        record.times.compile = took;
        let compiled = compiled.map_err(|error| (error, None))?;
        record.abi = Some(compiled.plugin().abi());
        record.go_gc = compiled.plugin().go_variables(&sandbox.env).to_vec();
        let mut started = None;
        let mut on_instantiated = || {
            started = Some(Instant::now());
            provoke_in_engine();
        };
        let keep = &mut self.keep;
        let options = RunOptions {
            stdin_bytes: length,
            trace: self.trace.as_mut().map(|trace| trace as &mut dyn Write),
            stats: Some(&mut record.stats),
            on_instantiated: Some(&mut on_instantiated),
            on_exit: Some(&mut |left| keep.look(left)),
            ..sandbox.options(args.clone())
        };
        let ended = compiled.run(streams, options, name, self.profiling.as_mut());
        let now = Instant::now();
        if record.stats.without_go_variables {
            record.go_gc.clear();
        }
        let started = started.unwrap_or(now);
        record.times = Times { instantiate: started - compiled_at, run: now - started, ..record.times };
        ended.map_err(|error| {
            let again = stdin.again().filter(|_| self.shows_backtraces && has_place(&error));
            let backtrace = again.and_then(|mut stdin| {
                let compiled = match compiled {
                    Form::Plain(_) => self.executor.compile_profiled(name, &plugin.wasm, sandbox.abi).ok()?,
                    Form::Profiled(profiled) => profiled,
                };
                let options = RunOptions { stdin_bytes: length, ..sandbox.options(args) };
                compiled.backtrace(&mut stdin, options, &error, &record.stats)
            });
            (error, backtrace)
        })
    }

    fn compile(&self, name: &str, plugin: &Plugin, abi: Option<Abi>) -> std::result::Result<Form, Error> {
        match self.profiling {
            Some(_) => self.executor.compile_profiled(name, &plugin.wasm, abi).map(Form::Profiled),
            None => self.executor.compile_shared(name, plugin.wasm.clone(), abi).map(Form::Plain),
        }
    }

    fn failure(&self, error: &Error, given: Option<Abi>, plugin: &Plugin, record: &Record) -> Failure {
        let failure = match error {
            Error::Io { stream, source } => stream_failure(self.trace_sink.as_ref(), stream, source),
            // Before the ABI is known, files and environment are those that the plugin carries.
            Error::BadFiles(_) | Error::BadEnvironment { .. } | Error::NulByte { .. } if record.abi.is_none() => {
                Failure { kind: ErrorKind::BadSection, ..Failure::from(error) }
            }
            _ => {
                let remedy = hint::remedy(error, given, &plugin.wasm);
                let remedy = remedy.or_else(|| hint::refused_write(error, &record.stats));
                let remedy = remedy.or_else(|| hint::missing_file(error, &record.stats));
                let is_kept = self.recorder.is_some() || !self.is_repeatable;
                Failure::from(error).hint(remedy.or_else(|| hint::recording(error).filter(|_| !is_kept)))
            }
        };
        Failure { abi: record.abi, ..failure }
    }
}

fn stream_failure(trace: Option<&Sink>, stream: &str, error: &io::Error) -> Failure {
    match trace {
        Some(Sink::File(path)) if stream == "trace" => Failure::io("write", path, error),
        _ => Failure::stream(stream, error),
    }
}
