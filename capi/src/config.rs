//! `bufwasm_plugin_config`: what a plugin carries in its `.bufplugin` section.

use bufwasm::proto::ExecConfig;

use crate::call_error::CallError;
use crate::kept::Kept;
use crate::sized::{self, SizedStruct};
use crate::view::{File, Text, files, texts};

/// A binary interface between a plugin and its host. The numbers are those of the `.bufplugin` section.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abi {
    /// Not specified: the module's configuration decides, or else its exports.
    Unspecified = 0,
    /// WASI preview 1. The module exports `_start`.
    Wasi = 1,
    /// Go's js/wasm ABI, of `GOOS=js`. The module exports `run` and `resume`.
    GoJs = 2,
}

/// How a plugin wants to be run, as it is stored in its module.
///
/// One that the library gives out belongs to the handle it came from, and can be passed back in.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PluginConfig {
    /// `sizeof(bufwasm_plugin_config)`.
    pub struct_size: usize,
    /// A `bufwasm_abi`. A module may carry a number that is not defined here.
    pub abi: u32,
    /// Arguments after the plugin's name.
    pub args: *const Text,
    /// How many `args` there are.
    pub arg_count: usize,
    /// The plugin's files.
    pub files: *const File,
    /// How many `files` there are.
    pub file_count: usize,
    /// The exported function that is called instead of `_start`, because the plugin is a library (a reactor);
    /// `_initialize` is called before it, if there is one. Nothing for a program.
    pub call: Text,
    /// The environment, as `KEY=VALUE` each; of two entries with one key, the later counts.
    pub env: *const Text,
    /// How many entries `env` has.
    pub env_count: usize,
}

// SAFETY: `struct_size` is the first field, and numbers and pointers may be 0.
unsafe impl SizedStruct for PluginConfig {
    const NAME: &'static str = "config";
}

impl PluginConfig {
    /// What C passed in; NULL means nothing to carry.
    ///
    /// # Safety
    ///
    /// It and all it points to can be read.
    pub(crate) unsafe fn read(config: *const Self) -> Result<ExecConfig, CallError> {
        // SAFETY: the caller's promise.
        let config = unsafe { sized::read(config) }?;
        // SAFETY: the caller's promise.
        let args = unsafe { texts(config.args, config.arg_count, "args") }?;
        // SAFETY: the caller's promise.
        let files = unsafe { files(config.files, config.file_count) }?;
        // SAFETY: the caller's promise.
        let call = unsafe { config.call.read("call") }?.into();
        // SAFETY: the caller's promise.
        let env = unsafe { texts(config.env, config.env_count, "env") }?;
        let wasm_abi =
            i32::try_from(config.abi).map_err(|_| CallError::usage("the abi of config is no bufwasm_abi"))?;
        let mut config = ExecConfig { wasm_abi, args, call, env, ..ExecConfig::default() };
        config.carry(files.into_iter().map(|(path, contents)| bufwasm::fs::File::new(path, contents)));
        Ok(config)
    }

    /// `config` for C to look at; what it points to becomes `kept`.
    pub(crate) fn of(config: &ExecConfig, kept: &mut Kept) -> Self {
        let args = config.args.iter().map(|arg| kept.text(arg.as_str())).collect();
        let files = config.tree().map(|file| kept.file(&file.path, &file.contents)).collect();
        let env = config.env.iter().map(|entry| kept.text(entry.as_str())).collect();
        let (args, arg_count) = kept.array::<Text>(args);
        let (files, file_count) = kept.array::<File>(files);
        let (env, env_count) = kept.array::<Text>(env);
        let abi = config.wasm_abi.cast_unsigned();
        let call = kept.optional(config.called_function());
        Self { struct_size: size_of::<Self>(), abi, args, arg_count, files, file_count, call, env, env_count }
    }
}

/// The ABI that the number `abi` of C's asks for, if it does ask for one.
pub(crate) fn requested(abi: u32) -> Result<Option<bufwasm::Abi>, CallError> {
    match abi {
        0 => Ok(None),
        1 => Ok(Some(bufwasm::Abi::Wasi)),
        2 => Ok(Some(bufwasm::Abi::GoJs)),
        _ => Err(CallError::usage(format!("abi is {abi}, which is no bufwasm_abi"))),
    }
}

impl From<bufwasm::Abi> for Abi {
    fn from(abi: bufwasm::Abi) -> Self {
        match abi {
            bufwasm::Abi::Wasi => Self::Wasi,
            bufwasm::Abi::GoJs => Self::GoJs,
        }
    }
}
