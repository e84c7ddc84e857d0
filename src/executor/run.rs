//! One run of a compiled plugin.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

use wasmi::{Extern, Instance, Store};

use super::auto::Choice;
use super::environment::{self, without_nul};
use super::translated::Translated;
use super::{CompiledPlugin, FilesLeft, Settings};
#[cfg(feature = "gojs")]
use crate::abi::gojs;
use crate::abi::{Abi, Interface, wasi};
use crate::engine::START_EXPORT;
use crate::error::{BadModule, Error};
use crate::fs::{File, Files, MapFs};
use crate::guest::{Guest, GuestClock, GuestRandom, Input, Output, RefusedWrite, Trace};
use crate::module::FunctionNames;
use crate::profile::Recorder;
use crate::proto::ExecConfig;
use crate::run::{self, CancellationToken, Deadline, Interrupt, Limiter, Pace, Running, Stop, StoreData};

/// What a run adds to its plugin. The default adds nothing.
#[derive(Default)]
pub struct RunOptions<'a> {
    /// Arguments, after the plugin's name and those of its configuration.
    pub args: Vec<String>,
    /// The environment, as `KEY=VALUE`: with the configuration's entries for other keys, a plugin sees no other.
    pub env: Vec<String>,
    /// Files, in addition to those of the configuration; one at the path of such a file takes its place.
    pub files: Vec<File>,
    /// How many bytes stdin holds, if that is known. It saves time where the run is [optimised](crate::Optimise::Auto),
    /// and changes nothing else.
    pub stdin_bytes: Option<u64>,
    /// Stops the run when it is cancelled.
    pub cancel: CancellationToken,
    /// Gets a line for each host call.
    pub trace: Option<&'a mut dyn Write>,
    /// Filled in when the run ends, however it ends.
    pub stats: Option<&'a mut Stats>,
    /// Called when the guest has been instantiated, before its first instruction.
    pub on_instantiated: Option<&'a mut dyn FnMut()>,
    /// Called when the guest has ended, however it ended, with the memories it exports.
    pub on_ended: Option<&'a mut dyn FnMut(Memories<'_>)>,
    /// Called when the guest has exited by itself, with the files it leaves.
    pub on_exit: Option<&'a mut dyn FnMut(FilesLeft<'_>)>,
}

/// The exported memories of a guest that has ended.
///
/// ```
/// use bufwasm::{Memories, PluginExecutor, RunOptions};
///
/// let wasm = wat::parse_str(
///     r#"(module (memory (export "memory") 1) (func (export "_start") (i32.store8 (i32.const 0) (i32.const 7)) unreachable))"#,
/// )?;
/// let mut first = None;
/// let mut look = |memories: Memories<'_>| first = memories.get("memory").map(|bytes| bytes[0]);
/// let options = RunOptions { on_ended: Some(&mut look), ..Default::default() };
/// let plugin = PluginExecutor::new().compile("protoc-gen-example", &wasm)?;
/// let ended = plugin.run(&mut std::io::empty(), &mut std::io::sink(), &mut std::io::sink(), options);
/// assert!(ended.is_err() && first == Some(7));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Memories<'a>(&'a dyn Fn(&str) -> Option<&'a [u8]>);

impl<'a> Memories<'a> {
    /// The bytes of the memory that is exported as `name`; `None` if there is none.
    pub fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.0(name)
    }
}

/// What a run spent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Units of fuel: see [`Limits::fuel`](crate::Limits::fuel).
    pub fuel: u64,
    /// The most pages of 64 KiB that the guest's memories had in total.
    pub peak_pages: u64,
    /// How often `memory.grow` was refused.
    pub refused_grows: u64,
    /// Calls of each host function that was called, as `module.name`.
    pub host_calls: BTreeMap<String, u64>,
    /// Bytes read from stdin.
    pub stdin_bytes: u64,
    /// Bytes written to stdout.
    pub stdout_bytes: u64,
    /// Bytes written to stderr.
    pub stderr_bytes: u64,
    /// Whether the run was begun again without [`CompiledPlugin::go_variables`], because memory was refused.
    pub without_go_variables: bool,
    /// The path that the guest last tried to open and that led nowhere.
    pub missing_file: Option<String>,
    /// What the guest last tried to write, where it had no scratch layer.
    pub refused_write: Option<RefusedWrite>,
}

impl CompiledPlugin {
    /// Runs the plugin with the given standard streams until it ends.
    ///
    /// # Errors
    ///
    /// The plugin exited with a code other than 0, trapped, reached a limit, or was cancelled; or one of the streams
    /// failed.
    pub fn run(
        &self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        stderr: &mut dyn Write,
        options: RunOptions<'_>,
    ) -> Result<(), Error> {
        self.run_recorded(stdin, stdout, stderr, options, &mut |_, _| ())
    }

    /// The same; what an instrumented guest's hooks have reported is passed on when it has ended.
    pub(super) fn run_recorded(
        &self,
        stdin: &mut dyn Read,
        stdout: &mut dyn Write,
        stderr: &mut dyn Write,
        mut options: RunOptions<'_>,
        recorded: &mut dyn FnMut(&Recorder, &FunctionNames),
    ) -> Result<(), Error> {
        let limits = &self.settings.limits;
        let guest = Guest {
            args: self.arguments(&options.args)?,
            env: self.environment(&options.env)?,
            stdin: Input::new(stdin),
            stdout: Output::new("stdout", stdout, limits.stdout_bytes),
            stderr: Output::new("stderr", stderr, limits.stderr_bytes).captured(),
            clock: GuestClock::new(self.settings.clock.as_ref()),
            random: GuestRandom::new(self.settings.random.as_ref()),
            files: Files::new(self.files(std::mem::take(&mut options.files))?, limits.scratch_bytes),
            interrupt: self.interrupt(&options.cancel),
            trace: options.trace.take().map(|sink| Trace::new(&mut *sink, limits.trace_bytes)),
            work: 0,
            trial: None,
            is_spared: !self.go_variables(&options.env).is_empty(),
            missing_file: None,
            refused_write: None,
        };
        match self.abi {
            Abi::Wasi => self.run_as::<wasi::WasiState>(guest, options, recorded),
            #[cfg(feature = "gojs")]
            Abi::GoJs => self.run_as::<gojs::GoJsState>(guest, options, recorded),
            #[cfg(not(feature = "gojs"))]
            abi @ Abi::GoJs => Err(Error::UnknownAbi(crate::abi::UnknownAbi::LeftOut { abi })),
        }
    }

    fn run_as<S: Interface>(
        &self,
        mut guest: Guest<'_>,
        mut options: RunOptions<'_>,
        recorded: &mut dyn FnMut(&Recorder, &FunctionNames),
    ) -> Result<(), Error> {
        let fuel = self.settings.limits.fuel.unwrap_or(u64::MAX);
        let first = self.later.as_ref().map_or(Choice::Plain, |_| Choice::first(options.stdin_bytes));
        let mut choice = first;
        let mut without_go_variables = false;
        guest = guest.on_trial(choice.trial());
        let (mut running, module, ended) = loop {
            let module = self.module(choice);
            let mut running = self.instantiate::<S>(module, guest, fuel)?;
            if let Some(on_instantiated) = options.on_instantiated.take() {
                on_instantiated();
            }
            let ended = self.start(module, &mut running);
            let Some(next) = self.next(choice, &ended, &mut running) else { break (running, module, ended) };
            without_go_variables |= next.is_none();
            choice = next.unwrap_or(first);
            let Settings { clock, random, .. } = &self.settings;
            let (clock, random) = (GuestClock::new(clock.as_ref()), GuestRandom::new(random.as_ref()));
            guest = running.store.into_data().guest.begin_again(choice.trial(), clock, random);
        };
        if let (Some(hooked), Some(recorder)) = (&module.hooked, running.end_of_record()) {
            recorded(&recorder, &hooked.names);
        }
        if let Some(stats) = options.stats {
            *stats = Stats { without_go_variables, ..stats_of(module, &running, fuel) };
        }
        if let Some(on_ended) = options.on_ended {
            let (instance, store) = (running.instance, &running.store);
            on_ended(Memories(&|name| Some(instance.get_memory(store, name)?.data(store))));
        }
        let outcome = run::outcome(ended, running.store.data_mut(), &self.settings.limits);
        let code = outcome.as_ref().map_or_else(Error::exit_code, |()| Some(0));
        if let (Some(on_exit), Some(code)) = (options.on_exit, code) {
            let files = &running.store.data().guest.files;
            on_exit(FilesLeft { files, most: files.most(), code });
        }
        outcome
    }

    /// Calls what a run consists of: the module's start function, if it has one, and then what its ABI begins with, or the
    /// function of a library after the one that initialises it.
    fn start<S: Interface>(&self, module: &Translated, running: &mut Running<'_, S>) -> Result<(), wasmi::Error> {
        let called = self.config.as_ref().and_then(ExecConfig::called_function);
        let initialise = called.map(|_| Abi::INITIALIZE);
        let start = module.starts.then_some(START_EXPORT);
        for name in [start, initialise, called].into_iter().flatten() {
            if let Some(function) = running.function(name) {
                running.call(function, &[])?;
            }
        }
        if called.is_some() { Ok(()) } else { S::run(running) }
    }

    /// How the run is begun again, if it is, after it ended so; as it began, if that was for want of memory.
    fn next<S>(
        &self,
        choice: Choice,
        ended: &Result<(), wasmi::Error>,
        running: &mut Running<'_, S>,
    ) -> Option<Option<Choice>> {
        let data = running.store.data_mut();
        let is_again = |error: &wasmi::Error| error.downcast_ref() == Some(&Stop::Again);
        if data.guest.is_spared && data.limiter.refusals > 0 && ended.as_ref().is_err_and(is_again) {
            data.guest.is_spared = false;
            let variables = self.go_variables(&[]);
            data.guest.env.retain(|entry| !variables.contains(entry));
            if let Some(trace) = &mut data.guest.trace {
                trace.repeat();
            }
            return Some(None);
        }
        data.guest.trial?;
        choice.next(ended.as_ref().copied()).map(Some)
    }

    fn module(&self, choice: Choice) -> &Translated {
        let optimised = self.later.as_ref().filter(|_| choice == Choice::Optimised);
        optimised.and_then(|later| later.get()).unwrap_or(&self.module)
    }

    fn instantiate<'g, S: Interface>(
        &self,
        translated: &Translated,
        guest: Guest<'g>,
        fuel: u64,
    ) -> Result<Running<'g, S>, Error> {
        let Translated { module, host_tables, added_elements, hooked, .. } = translated;
        let lent = hooked.as_ref().map_or(0, |hooked| hooked.lent);
        let fuel = fuel.saturating_add(lent);
        let recorder = hooked.as_ref().map(|_| Recorder::new(fuel, lent));
        let limits = &self.settings.limits;
        let state = S::new(&guest, limits);
        let mut limiter = Limiter::new(*limits);
        limiter.allow_host_table(*added_elements);
        host_tables.iter().for_each(|table| limiter.allow_host_table(table.calls.len()));
        let calls = vec![0; module.imports().len()];
        let pace = Pace::default();
        let data = StoreData { guest, state, memory: None, limiter, calls, reserve: fuel, pace, recorder, panic: None };
        let mut store = Store::new(module.engine(), data);
        store.limiter(|data| &mut data.limiter);
        // Instantiation copies the module's data, which is metered but bounded by the module's size.
        store.set_fuel(u64::MAX).expect("the engine meters fuel");
        let rows = module.imports().map(|import| S::row(import.module(), import.name()));
        let externs: Vec<Extern> =
            rows.enumerate().filter_map(|(index, row)| Some((row?.link)(&mut store, index).into())).collect();
        let instance = Instance::new(&mut store, module, &externs)
            .map_err(|error| run::refused(error, &store.data().limiter, limits))?;
        run::host_calls::link(&mut store, instance, host_tables)
            .map_err(|error| Error::BadModule(BadModule::Engine(error)))?;
        let memory = instance.get_memory(&store, S::MEMORY);
        store.data_mut().memory = memory;
        store.set_fuel(0).expect("the engine meters fuel");
        Ok(Running { store, instance })
    }

    fn arguments(&self, more: &[String]) -> Result<Vec<String>, Error> {
        let configured = self.config.iter().flat_map(|config| &config.args);
        let all = std::iter::once(&self.name).chain(configured).chain(more).cloned();
        all.map(|argument| without_nul("argument", argument)).collect()
    }

    fn environment(&self, given: &[String]) -> Result<Vec<String>, Error> {
        let mut entries = environment::with(&self.env, given)?;
        entries.extend_from_slice(self.go_variables(given));
        Ok(entries)
    }

    /// The plugin's own files, and those that one run adds.
    fn files(&self, more: Vec<File>) -> Result<Arc<MapFs>, Error> {
        if more.is_empty() {
            return Ok(Arc::clone(&self.files));
        }
        Ok(Arc::new(self.files.with(more)?))
    }

    fn interrupt(&self, token: &CancellationToken) -> Interrupt {
        let deadline = self.settings.timeout.as_ref().map(|(limit, clock)| Deadline::after(*limit, clock));
        Interrupt { token: token.clone(), deadline }
    }
}

fn stats_of<S: 'static>(Translated { module, hooked, .. }: &Translated, running: &Running<'_, S>, fuel: u64) -> Stats {
    let lent = hooked.as_ref().map_or(0, |hooked| hooked.lent);
    let data = running.store.data();
    let names = module.imports().map(|import| format!("{}.{}", import.module(), import.name()));
    Stats {
        fuel: running.fuel_used(fuel.saturating_add(lent)).min(fuel),
        peak_pages: data.limiter.pages(),
        refused_grows: data.limiter.refusals,
        host_calls: names.zip(data.calls.iter().copied()).filter(|(_, count)| *count > 0).collect(),
        stdin_bytes: data.guest.stdin.count,
        stdout_bytes: data.guest.stdout.count,
        stderr_bytes: data.guest.stderr.count,
        without_go_variables: false,
        missing_file: data.guest.missing_file.clone(),
        refused_write: data.guest.refused_write.clone(),
    }
}
