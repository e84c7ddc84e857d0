//! `bufwasm_generate`: from .proto files to generated code.

mod job;
mod sandboxed;

use std::mem::MaybeUninit;

use bufwasm_codegen::OutputTree;

use crate::boundary::create;
use crate::cancel::CancelToken;
use crate::diagnostic::{Diagnostic, diagnostics};
use crate::error::Error;
use crate::infallible::infallible;
use crate::kept::Kept;
use crate::plugin::Plugin;
use crate::poll::Canceller;
use crate::sized::{self, SizedStruct};
use crate::stream::Writer;
use crate::view::{File, Text};
use job::Generating;

/// A plugin of `bufwasm_generate`, and what it is asked.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PluginRequest {
    /// `sizeof(bufwasm_plugin_request)`.
    pub struct_size: usize,
    /// The plugin. It runs under the limits of the executor that compiled it.
    pub plugin: *const Plugin,
    /// The plugin's options, such as `paths=source_relative`.
    pub parameter: Text,
    /// Which of protoc's own generators the plugin is to be, such as `java`, if it is `protoc-gen-builtin.wasm`, which is
    /// all of them. NULL for other plugins.
    pub generator: Text,
    /// The environment, as `KEY=VALUE`. The plugin sees nothing of this process's environment.
    pub env: *const Text,
    /// How many entries `env` has.
    pub env_count: usize,
    /// Read-only files for the plugin, in addition to those of its configuration. They are copied.
    pub files: *const File,
    /// How many `files` there are.
    pub file_count: usize,
}

// SAFETY: `struct_size` is the first field, and numbers and pointers may be 0.
unsafe impl SizedStruct for PluginRequest {
    const NAME: &'static str = "a plugin request";
}

/// What to generate, and how. 0 or NULL in a field is its default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct GenerateOptions {
    /// `sizeof(bufwasm_generate_options)`.
    pub struct_size: usize,
    /// The .proto files, by the names that imports use. Google's well-known types need not be among them.
    pub sources: *const File,
    /// How many `sources` there are.
    pub source_count: usize,
    /// The names of the files to generate code for. Default: all of `sources`.
    pub to_generate: *const Text,
    /// How many names `to_generate` has.
    pub to_generate_count: usize,
    /// What compiles the .proto files: protoc, compiled from a `protoc.wasm` that `cargo xtask protoc` builds. Its executor's
    /// limits hold. Default: the compiler that is part of the library. It starts at once, and knows no editions.
    pub protoc: *const Plugin,
    /// Pointers to the plugins, in the order in which they are asked: a later one may insert text in files of an earlier one.
    pub plugins: *const *const PluginRequest,
    /// How many `plugins` there are.
    pub plugin_count: usize,
    /// Where the plugins' stderr goes, while they run.
    pub stderr_writer: Writer,
    /// Stops the call when it is cancelled.
    pub cancel_token: *const CancelToken,
    /// Stops the call when it says so. It is asked on the calling thread while protoc or a plugin runs.
    pub canceller: Canceller,
}

// SAFETY: `struct_size` is the first field, and numbers, pointers and optional functions may be 0.
unsafe impl SizedStruct for GenerateOptions {
    const NAME: &'static str = "options";
}

/// Generated code. Later versions may append fields.
///
/// The caller frees it with `bufwasm_generated_free`. It never changes: any number of threads may read it.
#[repr(C)]
pub struct Generated {
    /// The files, sorted by their paths. A path is relative, its parts are joined by `/`, and it leads nowhere but below the
    /// directory that it is taken to be relative to.
    pub files: *const File,
    /// How many `files` there are.
    pub file_count: usize,
    /// What the compiler has to say of .proto files that are right, such as that an import is not used.
    pub warnings: *const Diagnostic,
    /// How many `warnings` there are.
    pub warning_count: usize,
    /// The library's own.
    pub(crate) kept: Box<Kept>,
}

/// Compiles .proto files, asks plugins to generate code from them, and puts their answers together.
///
/// Nothing is read from or written to disk. Everything in `options` must stay unchanged until this returns.
///
/// Sets `generated`, which the caller frees with `bufwasm_generated_free`. Errors: `BUFWASM_ERROR_KIND_PROTO_ERROR` if the
/// files do not compile, with `diagnostics`; `_BAD_RESPONSE` if a plugin answers with an error, or with what cannot be used;
/// those of `bufwasm_plugin_run`; `_USAGE`. `plugin` of the error names the plugin, or `protoc`.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_generate(
    options: *const GenerateOptions,
    generated: Option<&mut MaybeUninit<Option<Box<Generated>>>>,
) -> Option<Box<Error>> {
    create(generated, "generated", || {
        // SAFETY: the caller passes NULL or options.
        let options = unsafe { sized::read(options) }?;
        // SAFETY: and what these point to stays as it is, and may be called, until this returns.
        let (tree, warnings) = unsafe { Generating::read(&options) }?.generate()?;
        Ok(Generated::of(&tree, &warnings))
    })
}

/// Frees `generated` and all it points to, which no thread may use after that. NULL is allowed.
#[unsafe(no_mangle)]
pub extern "C" fn bufwasm_generated_free(generated: Option<Box<Generated>>) {
    infallible(|| drop(generated));
}

impl Generated {
    fn of(tree: &OutputTree, warnings: &[bufwasm_codegen::ProtoError]) -> Self {
        let mut kept = Box::<Kept>::default();
        let files = tree.files().map(|(name, contents)| kept.file(name, contents)).collect();
        let (files, file_count) = kept.array(files);
        let (warnings, warning_count) = diagnostics(warnings, &mut kept);
        Self { files, file_count, warnings, warning_count, kept }
    }
}
