//! What options need: the extensions that they are, and types that are named in them.

use super::{Closure, Mode, Result};
use crate::builtin::ast::{Field, Options, Type};
use crate::builtin::wire::{Fields, Payload};
use crate::image::filter::elements::Kind;

/// How deep messages may be nested in an option: no reader of messages goes deeper.
const DEPTH: usize = 100;

impl Closure<'_> {
    /// Includes the extensions that `options` are, which are a `message`, and types that are named in them.
    pub(super) fn explore(&mut self, options: &Options, message: &str, file: usize) -> Result<()> {
        let encoded = options.encoded.as_deref().unwrap_or_default();
        for (number, payload) in Fields(encoded) {
            let Some(id) = self.elements.extension(message, number) else { continue };
            if self.modes[id] == Mode::Excluded {
                continue;
            }
            if let (Kind::Extension(field), Payload::Bytes(value) | Payload::Group(value)) =
                (self.elements.all[id].kind, payload)
            {
                self.explore_any(field, value, file, DEPTH)?;
            }
            self.include(id, Some(file), true)?;
        }
        Ok(())
    }

    /// Includes types that an `Any` in the `value` of the field names.
    fn explore_any(&mut self, field: &Field, value: &[u8], file: usize, depth: usize) -> Result<()> {
        let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
        if !matches!(field.kind, Some(Type::Message | Type::Group)) {
            return Ok(());
        }
        let id = self.find_type(field.type_name.as_deref())?;
        let Kind::Message(message) = self.elements.all[id].kind else { return Ok(()) };
        for (number, payload) in Fields(value) {
            let (Payload::Bytes(inner) | Payload::Group(inner)) = payload else { continue };
            if self.elements.all[id].name == "google.protobuf.Any" {
                let named = std::str::from_utf8(inner).ok().filter(|_| number == 1);
                let named = named.and_then(|url| self.elements.named(url.rsplit('/').next().unwrap_or_default()));
                let is_message = |id: &usize| matches!(self.elements.all[*id].kind, Kind::Message(_));
                if let Some(named) = named.filter(is_message) {
                    self.include(named, Some(file), false)?;
                }
            } else if let Some(field) = message.fields.iter().find(|field| field.number as u32 == number) {
                self.explore_any(field, inner, file, depth)?;
            }
        }
        Ok(())
    }
}
