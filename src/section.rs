//! The `.bufplugin` custom section: what a plugin says about how it wants to be run.
//!
//! A module may have several sections of that name; their payloads are concatenated in file order and decoded as one
//! [`ExecConfig`]. To find them, only section headers are read, neither code nor data.
//!
//! ```
//! use bufwasm::{proto::ExecConfig, section};
//!
//! let mut module = b"\0asm\x01\0\0\0".to_vec();
//! assert_eq!(section::find(&module).unwrap(), None);
//! let config = ExecConfig { args: vec!["--fast".into()], ..Default::default() };
//! module.extend(section::encode(&config));
//! assert_eq!(section::find(&module).unwrap(), Some(config));
//! ```

mod encode;
mod error;
mod reader;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use prost::Message;

use crate::proto::ExecConfig;

pub use encode::{encode, strip};
pub use error::{SectionError, SectionErrorKind};
pub use reader::{Section, Sections};

/// The name of the custom sections that hold the configuration.
pub const NAME: &str = ".bufplugin";

/// The configuration in the module `wasm`; `None` if it has no section of that name.
///
/// # Errors
///
/// The module's sections cannot be parsed, or their contents are not an [`ExecConfig`].
pub fn find(wasm: &[u8]) -> Result<Option<ExecConfig>, SectionError> {
    let mut found: Option<(usize, Cow<'_, [u8]>)> = None;
    for section in Sections::new(wasm)? {
        let section = section?;
        if let Some(payload) = configuration(wasm, &section) {
            match &mut found {
                None => found = Some((section.payload.start, Cow::Borrowed(payload))),
                Some((_, bytes)) => bytes.to_mut().extend_from_slice(payload),
            }
        }
    }
    let Some((offset, bytes)) = found else { return Ok(None) };
    let config = ExecConfig::decode(&*bytes);
    config.map(Some).map_err(|error| SectionError { offset, kind: SectionErrorKind::Protobuf(error) })
}

/// The payload of `section` if it is one of ours.
fn configuration<'a>(wasm: &'a [u8], section: &Section<'_>) -> Option<&'a [u8]> {
    (section.name == Some(NAME)).then(|| &wasm[section.payload.clone()])
}
