//! Runs of protoc and of plugins, which one token and one canceller stop.

use std::io;

use bufwasm::{CancellationToken, ErrorKind, RunOptions, fs};
use bufwasm_codegen::{Copied, Invocation};

use super::GenerateOptions;
use crate::call_error::CallError;
use crate::cancel::CancelToken;
use crate::plugin::Plugin;
use crate::poll::Polling;
use crate::stream::{Callback, Writer};

/// What all runs of one call have in common. While it lives, the canceller is asked.
pub(super) struct Sandboxed<'a> {
    cancel: CancellationToken,
    polling: Polling,
    stderr: Callback<Writer>,
    /// The token and the callbacks are the caller's for so long.
    _options: std::marker::PhantomData<&'a ()>,
}

/// What a run that succeeded wrote.
pub(super) struct Ended {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
}

impl Sandboxed<'_> {
    /// The runs of a call with these options.
    ///
    /// # Safety
    ///
    /// The token stays as it is, and the callbacks may be called, for the lifetime.
    pub(super) unsafe fn begin(options: &GenerateOptions) -> Self {
        // SAFETY: the caller's promise.
        let token = unsafe { options.cancel_token.as_ref() };
        Self {
            cancel: token.map(|CancelToken(token)| token.clone()).unwrap_or_default(),
            // SAFETY: the caller's promise.
            polling: unsafe { Polling::begin(options.canceller) },
            // SAFETY: the caller's promise.
            stderr: unsafe { Callback::new(options.stderr_writer) },
            _options: std::marker::PhantomData,
        }
    }

    /// Runs `plugin` over `stdin`. What it writes to stderr is passed on, and kept.
    pub(super) fn run(&mut self, plugin: &Plugin, stdin: &[u8], options: RunOptions<'_>) -> Result<Ended, CallError> {
        let (mut stdout, mut stderr) = (Vec::new(), Copied { to: &mut self.stderr, copy: Vec::new() });
        let options = RunOptions { cancel: self.cancel.clone(), stdin_bytes: Some(stdin.len() as u64), ..options };
        let ended = plugin.compiled.run(&mut &*stdin, &mut stdout, &mut stderr, options);
        let Copied { copy: stderr, .. } = stderr;
        match ended {
            Ok(()) => Ok(Ended { stdout, stderr }),
            Err(error) => Err(self.polling.told(error).into()),
        }
    }
}

/// Runs protoc, whose words about .proto files are no plugin's stderr.
pub(super) fn run_protoc(
    sandboxed: &Sandboxed<'_>,
    protoc: &Plugin,
    Invocation { args, files }: Invocation,
) -> Result<bufwasm_codegen::Ended, CallError> {
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let files = files.into_iter().map(|(path, contents)| fs::File::new(path, contents)).collect();
    let options = RunOptions { args, files, cancel: sandboxed.cancel.clone(), ..Default::default() };
    let succeeded = match protoc.compiled.run(&mut io::empty(), &mut stdout, &mut stderr, options) {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::PluginExit => false,
        Err(error) => return Err(sandboxed.polling.told(error).into()),
    };
    Ok(bufwasm_codegen::Ended { succeeded, stdout, stderr })
}

/// Files of C's, as the library takes them.
pub(super) fn given(files: Vec<(&str, &[u8])>) -> Vec<fs::File> {
    files.into_iter().map(|(path, contents)| fs::File::new(path, contents)).collect()
}
