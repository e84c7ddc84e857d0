//! One run of a plugin.

use std::io::{self, Read as _};
use std::time::{Duration, Instant};

use bufwasm::fs;

use crate::boundary::{guarded, required};
use crate::call_error::CallError;
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::plugin::Plugin;
use crate::poll::{Canceller, Polling};
use crate::sized::{self, SizedStruct};
use crate::stream::{Callback, Lines, Reader, Writer};
use crate::view::{Bytes, File, Text, files, texts};

/// What one run adds to its plugin. 0 or NULL in a field adds nothing.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RunOptions {
    /// `sizeof(bufwasm_run_options)`.
    pub struct_size: usize,
    /// Arguments, after the plugin's name and those of its configuration. None may contain a NUL.
    pub args: *const Text,
    /// How many `args` there are.
    pub arg_count: usize,
    /// The environment, as `KEY=VALUE`. The plugin sees nothing of this process's environment.
    pub env: *const Text,
    /// How many entries `env` has.
    pub env_count: usize,
    /// Read-only files, in addition to those of the configuration. They are copied.
    pub files: *const File,
    /// How many `files` there are.
    pub file_count: usize,
    /// What the plugin reads from stdin first.
    pub stdin_bytes: Bytes,
    /// Where stdin continues after `stdin_bytes`.
    pub stdin_reader: Reader,
    /// Where stdout goes: for a protoc plugin, the response, in several writes.
    pub stdout_writer: Writer,
    /// Where stderr goes.
    pub stderr_writer: Writer,
    /// Gets a line for each call from the plugin into the library, with decoded arguments and result.
    pub trace_writer: Writer,
    /// Stops the run when it is cancelled.
    pub cancel_token: *const CancelToken,
    /// Stops the run when it says so. It is asked on the thread of the run.
    pub canceller: Canceller,
    /// Filled in when the run ends, however it ends, unless it could not start. The caller sets its `struct_size`.
    pub stats: *mut Stats,
}

// SAFETY: `struct_size` is the first field, and numbers, pointers and optional functions may be 0.
unsafe impl SizedStruct for RunOptions {
    const NAME: &'static str = "options";
}

/// What a run spent.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Stats {
    /// `sizeof(bufwasm_stats)`.
    pub struct_size: usize,
    /// Units of fuel: a block of code is charged as a whole before it runs, so these are no count of instructions.
    pub fuel: u64,
    /// The most pages of 64 KiB that the plugin's memories had in total.
    pub peak_pages: u64,
    /// How often the plugin was refused more memory.
    pub refused_grows: u64,
    /// How often the plugin called into the library.
    pub host_calls: u64,
    /// Bytes read from stdin.
    pub stdin_bytes: u64,
    /// Bytes written to stdout.
    pub stdout_bytes: u64,
    /// Bytes written to stderr.
    pub stderr_bytes: u64,
    /// Nanoseconds until the plugin's first instruction.
    pub instantiate_ns: u64,
    /// Nanoseconds from then until its end.
    pub run_ns: u64,
}

// SAFETY: `struct_size` is the first field, and numbers may be 0.
unsafe impl SizedStruct for Stats {
    const NAME: &'static str = "stats";
}

/// Runs `plugin` until it ends. If `options` is NULL, stdin is empty and output is dropped.
///
/// NULL if the plugin exited with 0. A plugin may run many times at once; the runs do not see each other, and each
/// calls its own callbacks, on its own thread. Everything in `options` must stay unchanged until this returns. Errors:
/// those from `BUFWASM_ERROR_KIND_PLUGIN_EXIT` on; `_IO` if a callback failed; `_BAD_MODULE` if the plugin calls an
/// invalid function; `_USAGE`.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_plugin_run(plugin: Option<&Plugin>, options: *const RunOptions) -> Option<Box<Error>> {
    guarded(|| {
        let plugin = required(plugin, "plugin")?;
        // SAFETY: the caller passes NULL or options.
        let options = unsafe { sized::read(options) }?;
        // SAFETY: and what these point to stays as it is until this returns.
        unsafe { run(plugin, &options) }
    })
}

/// Runs `plugin` with `options`.
///
/// # Safety
///
/// What the options point to stays as it is, and their callbacks may be called, until this returns.
unsafe fn run(plugin: &Plugin, options: &RunOptions) -> Result<(), CallError> {
    let (mut spent, begun, mut started) = (bufwasm::Stats::default(), Instant::now(), None);
    let mut on_instantiated = || started = Some(Instant::now());
    // SAFETY: the caller's promise.
    let mut inputs = unsafe { options.inputs() }?;
    // SAFETY: the caller's promise.
    let mut streams = unsafe { options.streams() }?;
    // SAFETY: the caller's promise.
    let polling = unsafe { Polling::begin(options.canceller) };
    inputs.stats = Some(&mut spent);
    inputs.on_instantiated = Some(&mut on_instantiated);
    inputs.trace = options.trace_writer.write.is_some().then_some(&mut streams.trace);
    let ended = plugin.compiled.run(&mut streams.stdin, &mut streams.stdout, &mut streams.stderr, inputs);
    if let Some(started) = started {
        let stats = Stats::of(&spent, started - begun, started.elapsed());
        // SAFETY: the caller's promise.
        unsafe { sized::write(options.stats, stats) }?;
    }
    ended.map_err(|error| polling.told(error).into())
}

/// The streams of one run.
pub(crate) struct Streams<'a> {
    pub(crate) stdin: io::Chain<&'a [u8], Callback<Reader>>,
    stdout: Callback<Writer>,
    stderr: Callback<Writer>,
    trace: Lines<Callback<Writer>>,
}

impl RunOptions {
    /// The streams, as the library takes them.
    ///
    /// # Safety
    ///
    /// `stdin_bytes` stays as it is, and the callbacks may be called, for `'a`.
    pub(crate) unsafe fn streams<'a>(&self) -> Result<Streams<'a>, CallError> {
        // SAFETY: the caller's promise.
        let stdin = unsafe { self.stdin_bytes.read("stdin_bytes") }?;
        // SAFETY: the caller's promise.
        let (reader, [stdout, stderr, trace]) = unsafe {
            let writers = [self.stdout_writer, self.stderr_writer, self.trace_writer];
            (Callback::new(self.stdin_reader), writers.map(|writer| Callback::new(writer)))
        };
        Ok(Streams { stdin: stdin.chain(reader), stdout, stderr, trace: Lines::new(trace) })
    }

    /// What is no stream, as the library takes it. `stats` is only looked at.
    ///
    /// # Safety
    ///
    /// What the options point to can be read.
    pub(crate) unsafe fn inputs<'a>(&self) -> Result<bufwasm::RunOptions<'a>, CallError> {
        if !self.stats.is_null() {
            // SAFETY: the caller's promise.
            unsafe { sized::check(self.stats) }?;
        }
        // SAFETY: the caller's promise.
        let files = unsafe { files(self.files, self.file_count) }?;
        // SAFETY: the caller's promise.
        let token = unsafe { self.cancel_token.as_ref() };
        Ok(bufwasm::RunOptions {
            // SAFETY: the caller's promise.
            args: unsafe { texts(self.args, self.arg_count, "args") }?,
            // SAFETY: the caller's promise.
            env: unsafe { texts(self.env, self.env_count, "env") }?,
            files: files.into_iter().map(|(path, contents)| fs::File::new(path, contents)).collect(),
            // Without a reader, what there is is all there will be.
            stdin_bytes: self.stdin_reader.read.is_none().then_some(self.stdin_bytes.len as u64),
            cancel: token.map(|CancelToken(token)| token.clone()).unwrap_or_default(),
            ..Default::default()
        })
    }
}

impl Stats {
    fn of(spent: &bufwasm::Stats, instantiate: Duration, run: Duration) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            fuel: spent.fuel,
            peak_pages: spent.peak_pages,
            refused_grows: spent.refused_grows,
            host_calls: spent.host_calls.values().sum(),
            stdin_bytes: spent.stdin_bytes,
            stdout_bytes: spent.stdout_bytes,
            stderr_bytes: spent.stderr_bytes,
            instantiate_ns: nanos(instantiate),
            run_ns: nanos(run),
        }
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
