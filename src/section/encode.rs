//! Writes the section, and takes it out.

use prost::Message;
use prost::encoding::{encode_varint, encoded_len_varint};

use super::{NAME, SectionError, Sections, configuration};
use crate::proto::ExecConfig;

/// `config` as a custom section: bytes that can be appended to any module, which stays valid.
///
/// To a module that has such a section already, this one adds: scalar fields replace, repeated fields append.
pub fn encode(config: &ExecConfig) -> Vec<u8> {
    let name_len = NAME.len() as u64;
    let len = encoded_len_varint(name_len) + NAME.len() + config.encoded_len();
    let mut section = Vec::with_capacity(6 + len);
    section.push(0);
    encode_varint(len as u64, &mut section);
    encode_varint(name_len, &mut section);
    section.extend_from_slice(NAME.as_bytes());
    config.encode_raw(&mut section);
    section
}

/// The module `wasm` without its configuration.
///
/// # Errors
///
/// The module's sections cannot be told apart.
pub fn strip(wasm: &[u8]) -> Result<Vec<u8>, SectionError> {
    let sections = Sections::new(wasm)?;
    let mut stripped = Vec::with_capacity(wasm.len());
    stripped.extend_from_slice(&wasm[..8]);
    for section in sections {
        let section = section?;
        if configuration(wasm, &section).is_none() {
            stripped.extend_from_slice(&wasm[section.range]);
        }
    }
    Ok(stripped)
}
