//! What the language forbids of files whose names are all known.
//!
//! The rules are those of protoc, which checks them in two rounds: those on what is declared come before names of types are
//! looked up, those on what options say when options are known.

mod enums;
mod extensions;
mod fields;
mod json_names;
mod messages;
mod suggestions;

pub(super) use self::extensions::must_be_declared;
pub(super) use self::json_names::default as default_json_name;
use self::suggestions::Suggestions;
use super::ast::{Enum, Field, File, Message};
use super::declare::joined;
use super::interpret::flag;
use super::mistakes::{Mistakes, below, path};
use super::pool::{FieldInfo, MessageInfo, Pool, Symbol};

/// The rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Round {
    Declared,
    Options,
}

/// Checks `file`, the pool's `index`th. What it suggests is to be told behind the mistakes in names.
pub(super) fn check(pool: &Pool, index: usize, file: &File, round: Round, mistakes: &mut Mistakes<'_>) -> Suggestions {
    let mut checking = Checking { pool, file, mistakes, round, suggestions: Suggestions::default() };
    let package = file.package.as_deref().unwrap_or_default();
    for (at, message) in file.messages.iter().enumerate() {
        checking.message(package, message, &[path::file::MESSAGE, at as i32]);
    }
    for (at, an_enum) in file.enums.iter().enumerate() {
        checking.an_enum(package, an_enum, &[path::file::ENUM, at as i32]);
    }
    for (at, field) in file.extensions.iter().enumerate() {
        checking.field(package, field, &[path::file::EXTENSION, at as i32], None);
    }
    if round == Round::Options {
        checking.lite(index);
    }
    checking.suggestions
}

struct Checking<'p, 'f, 'm, 'l> {
    pool: &'p Pool,
    file: &'f File,
    mistakes: &'m mut Mistakes<'l>,
    round: Round,
    suggestions: Suggestions,
}

impl<'p> Checking<'p, '_, '_, '_> {
    fn message(&mut self, scope: &str, message: &Message, at: &[i32]) {
        let full_name = joined(scope, &message.name);
        let Some(info) = self.pool.message_named(&full_name).map(|index| &self.pool.messages[index]) else { return };
        match self.round {
            Round::Declared => {
                self.fields(&full_name, message, at, info);
                self.enums(&full_name, message, at);
                self.declared_ranges(path::message::EXTENSION_RANGE, message, at);
                self.extensions(&full_name, message, at);
                self.declared_ranges(path::message::RESERVED_RANGE, message, at);
                self.nested(&full_name, message, at);
                self.declared_message(message, at);
            }
            Round::Options => {
                self.json_names(message, at);
                self.extension_ranges(message, at);
                self.enums(&full_name, message, at);
                self.fields(&full_name, message, at, info);
                self.nested(&full_name, message, at);
                self.extensions(&full_name, message, at);
            }
        }
    }

    fn fields(&mut self, full_name: &str, message: &Message, at: &[i32], info: &MessageInfo) {
        for (field_at, field) in message.fields.iter().enumerate() {
            self.field(full_name, field, &below(at, &[path::message::FIELD, field_at as i32]), Some(info));
        }
    }

    fn extensions(&mut self, full_name: &str, message: &Message, at: &[i32]) {
        for (field_at, field) in message.extensions.iter().enumerate() {
            self.field(full_name, field, &below(at, &[path::message::EXTENSION, field_at as i32]), None);
        }
    }

    fn enums(&mut self, full_name: &str, message: &Message, at: &[i32]) {
        for (enum_at, an_enum) in message.enums.iter().enumerate() {
            self.an_enum(full_name, an_enum, &below(at, &[path::message::ENUM, enum_at as i32]));
        }
    }

    fn nested(&mut self, full_name: &str, message: &Message, at: &[i32]) {
        for (nested_at, nested) in message.nested.iter().enumerate() {
            self.message(full_name, nested, &below(at, &[path::message::NESTED, nested_at as i32]));
        }
    }

    fn field(&mut self, scope: &str, field: &Field, at: &[i32], of: Option<&MessageInfo>) {
        let Some(Symbol::Field { index, .. }) = self.pool.symbols.get(&joined(scope, &field.name)) else { return };
        let info = &self.pool.fields[*index];
        match self.round {
            Round::Declared => self.declared_field(field, at),
            Round::Options => self.field_options(field, info, at, of),
        }
    }

    fn an_enum(&mut self, scope: &str, an_enum: &Enum, at: &[i32]) {
        match self.round {
            Round::Declared => self.declared_enum(an_enum, at),
            Round::Options => self.enum_options(scope, an_enum, at),
        }
    }

    /// Files with `optimize_for = LITE_RUNTIME` and others do not mix.
    fn lite(&mut self, index: usize) {
        let info = &self.pool.files[index];
        if info.is_lite {
            const CC_GENERIC_SERVICES: u32 = 16;
            const JAVA_GENERIC_SERVICES: u32 = 17;
            let are_generic = [CC_GENERIC_SERVICES, JAVA_GENERIC_SERVICES]
                .iter()
                .any(|number| flag(&self.file.options, *number) == Some(1));
            for at in 0..self.file.services.len().min(if are_generic { usize::MAX } else { 0 }) {
                let message = "Files with optimize_for = LITE_RUNTIME cannot define services unless you set both options \
                               cc_generic_services and java_generic_services to false.";
                self.mistakes.add(&[path::file::SERVICE, at as i32, path::NAME], message);
            }
            return;
        }
        for (at, name) in self.file.dependencies.iter().enumerate() {
            let is_lite = self.pool.files.iter().any(|file| file.name == *name && file.is_lite);
            if is_lite {
                let message = format!(
                    "Files that do not use optimize_for = LITE_RUNTIME cannot import files which do use this option.  This \
                     file is not lite, but it imports \"{name}\" which is."
                );
                return self.mistakes.add(&[path::file::DEPENDENCY, at as i32], message);
            }
        }
    }

    /// The message that is the field's type.
    fn type_of(&self, info: &FieldInfo) -> Option<&'p MessageInfo> {
        info.message().map(|index| &self.pool.messages[index])
    }
}
