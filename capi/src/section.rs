//! Packing: the `.bufplugin` section, written and taken out.

use std::mem::MaybeUninit;

use bufwasm::section;

use crate::boundary::create;
use crate::buffer::Buffer;
use crate::config::PluginConfig;
use crate::error::Error;
use crate::view::Bytes;

/// Encodes `config` as a custom section: bytes that can be appended to any module, and leave it valid.
///
/// In a module that already has such a section, both apply: `abi` is replaced, and arguments, files and the environment
/// are appended. If `config` is NULL, the section is empty. Sets `section`, which the caller frees with
/// `bufwasm_buffer_free`. Errors: `BUFWASM_ERROR_KIND_USAGE`.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_section_encode(
    config: *const PluginConfig,
    section: Option<&mut MaybeUninit<Option<Box<Buffer>>>>,
) -> Option<Box<Error>> {
    create(section, "section", || {
        // SAFETY: the caller passes NULL or a config.
        let config = unsafe { PluginConfig::read(config) }?;
        Ok(Buffer(section::encode(&config)))
    })
}

/// Appends `config` to the module `wasm`, and checks that the result is a plugin.
///
/// Sets `packed`, which the caller frees with `bufwasm_buffer_free`. Errors: `BUFWASM_ERROR_KIND_BAD_MODULE`,
/// `_BAD_SECTION`, `_UNKNOWN_ABI`, `_USAGE` (also if the files' paths contradict each other, or `env` holds what is not `KEY=VALUE`).
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_section_append(
    wasm: Bytes,
    config: *const PluginConfig,
    packed: Option<&mut MaybeUninit<Option<Box<Buffer>>>>,
) -> Option<Box<Error>> {
    create(packed, "packed", || {
        // SAFETY: the caller passes bytes, and NULL or a config.
        let (wasm, config) = unsafe { (wasm.read("wasm")?, PluginConfig::read(config)?) };
        let packed = [wasm, &section::encode(&config)].concat();
        bufwasm::check(&packed)?;
        Ok(Buffer(packed))
    })
}

/// Copies the module `wasm` without its `.bufplugin` sections.
///
/// Sets `stripped`, which the caller frees with `bufwasm_buffer_free`. Errors: `BUFWASM_ERROR_KIND_BAD_SECTION` if the
/// module's sections cannot be told apart, `_USAGE`.
///
/// Thread-safe.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn bufwasm_section_strip(
    wasm: Bytes,
    stripped: Option<&mut MaybeUninit<Option<Box<Buffer>>>>,
) -> Option<Box<Error>> {
    create(stripped, "stripped", || {
        // SAFETY: the caller passes bytes.
        let wasm = unsafe { wasm.read("wasm") }?;
        Ok(Buffer(section::strip(wasm).map_err(bufwasm::Error::from)?))
    })
}
