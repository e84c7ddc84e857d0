//! Finds what names of types stand for, and writes the full names in their places.

use std::collections::HashMap;

use super::ast::{Field, File, Message, Method, Type};
use super::declare::joined;
use super::limits::MAX_FIELD_NUMBER;
use super::mistakes::{Mistakes, below, path};
use super::pool::{NotFound, Pool, Symbol, Wanted};

/// Links all of `file`, which is the pool's `index`th and is declared there.
pub(super) fn link(pool: &mut Pool, index: usize, file: &mut File, mistakes: &mut Mistakes<'_>) {
    let mut linking = Linking { pool, mistakes, file: index };
    let package = file.package.clone().unwrap_or_default();
    for (at, message) in file.messages.iter_mut().enumerate() {
        linking.message(&package, message, &[path::file::MESSAGE, at as i32]);
    }
    for (at, field) in file.extensions.iter_mut().enumerate() {
        linking.field(&package, field, &[path::file::EXTENSION, at as i32]);
    }
    for (at, service) in file.services.iter_mut().enumerate() {
        let scope = joined(&package, &service.name);
        for (method_at, method) in service.methods.iter_mut().enumerate() {
            let at = [path::file::SERVICE, at as i32, path::service::METHOD, method_at as i32];
            linking.method(&scope, method, &at);
        }
    }
}

struct Linking<'p, 'm, 'l> {
    pool: &'p mut Pool,
    mistakes: &'m mut Mistakes<'l>,
    file: usize,
}

impl Linking<'_, '_, '_> {
    fn message(&mut self, scope: &str, message: &mut Message, at: &[i32]) {
        let full_name = joined(scope, &message.name);
        for (nested_at, nested) in message.nested.iter_mut().enumerate() {
            self.message(&full_name, nested, &below(at, &[path::message::NESTED, nested_at as i32]));
        }
        let (mut seen, mut next) = (HashMap::new(), None);
        for index in 0..message.fields.len() {
            let at = below(at, &[path::message::FIELD, index as i32]);
            // As in protoc, a field that is wrong takes no number.
            if !self.field(&full_name, &mut message.fields[index], &at) {
                continue;
            }
            let number = message.fields[index].number;
            let first = *seen.entry(number).or_insert(index);
            if first != index {
                let (other, next) = (&message.fields[first].name, next.get_or_insert_with(|| next_number(message)));
                let message = format!(
                    "Field number {number} has already been used in \"{full_name}\" by field \"{other}\". {next}."
                );
                self.mistakes.add(&below(&at, &[path::field::NUMBER]), message);
            }
        }
        for (field_at, field) in message.extensions.iter_mut().enumerate() {
            self.field(&full_name, field, &below(at, &[path::message::EXTENSION, field_at as i32]));
        }
        for (index, oneof) in message.oneofs.iter().enumerate() {
            if message.fields.iter().all(|field| field.oneof != Some(index as u32)) {
                let at = below(at, &[path::message::ONEOF, index as i32, path::NAME]);
                self.mistakes.add(&at, format!("Oneof must have at least one field: \"{}\".", oneof.name));
            }
        }
    }

    /// What `name` stands for in the element called `scope`; a mistake is noted at `at`.
    fn look_up(&mut self, name: &str, scope: &str, wanted: Wanted, at: &[i32]) -> Option<Symbol> {
        let found = self.pool.look_up(self.file, name, scope, wanted);
        found.map_err(|error| self.mistakes.add(at, self.reason(name, error))).ok()
    }

    /// Why `name` stands for nothing.
    fn reason(&self, name: &str, error: NotFound) -> String {
        match error {
            NotFound::Undefined => format!("\"{name}\" is not defined."),
            NotFound::Hidden(resolved) => format!(
                "\"{name}\" is resolved to \"{resolved}\", which is not defined. The innermost scope is searched first \
                 in name resolution. Consider using a leading '.'(i.e., \".{name}\") to start from the outermost scope."
            ),
            NotFound::NotImported(other, name) => format!(
                "\"{name}\" seems to be defined in \"{}\", which is not imported by \"{}\".  To use it here, please add \
                 the necessary import.",
                self.pool.files[other].name, self.pool.files[self.file].name
            ),
        }
    }

    /// The index of what is declared as `full_name`; `None` if that name was taken.
    fn declared(&self, full_name: &str) -> Option<usize> {
        match self.pool.symbols.get(full_name) {
            Some(Symbol::Field { index, .. }) => Some(*index),
            _ => None,
        }
    }

    /// Whether all that it names was found.
    fn field(&mut self, scope: &str, field: &mut Field, at: &[i32]) -> bool {
        let full_name = joined(scope, &field.name);
        let Some(index) = self.declared(&full_name) else { return false };
        if let Some(extendee) = field.extendee.clone()
            && !self.extendee(&extendee, index, &full_name, field, at)
        {
            return false;
        }
        let Some(type_name) = field.type_name.clone() else { return true };
        let type_at = below(at, &[path::field::TYPE_NAME]);
        let Some(symbol) = self.look_up(&type_name, &full_name, Wanted::Type, &type_at) else { return false };
        let (kind, type_index, type_full_name) = match symbol {
            Symbol::Message { index, .. } => {
                let kind = field.kind.unwrap_or(Type::Message);
                (kind, index, &self.pool.messages[index].full_name)
            }
            Symbol::Enum { index, .. } if field.kind.is_none() => {
                (Type::Enum, index, &self.pool.enums[index].full_name)
            }
            _ => {
                self.mistakes.add(&type_at, format!("\"{type_name}\" is not a type."));
                return false;
            }
        };
        field.type_name = Some(format!(".{type_full_name}"));
        field.kind = Some(kind);
        if let Some(default) = &field.default {
            let default_at = below(at, &[path::field::DEFAULT]);
            if kind.is_message() {
                self.mistakes.add(&default_at, "Messages can't have default values.");
            } else {
                let name = String::from_utf8_lossy(default);
                if !super::token::is_identifier(default) {
                    self.mistakes.add(&default_at, "Default value for an enum field must be an identifier.");
                } else if self.pool.enums[type_index].number_of(&name).is_none() {
                    let message = format!("Enum type \"{type_full_name}\" has no value named \"{name}\".");
                    self.mistakes.add(&default_at, message);
                }
            }
        }
        let info = &mut self.pool.fields[index];
        (info.kind, info.type_index) = (kind, Some(type_index));
        info.has_presence |= kind.is_message() && !info.is_repeated();
        true
    }

    /// Whether what it extends was found.
    fn extendee(&mut self, extendee: &str, index: usize, full_name: &str, field: &mut Field, at: &[i32]) -> bool {
        let found = match self.pool.look_up(self.file, extendee, full_name, Wanted::Anything) {
            Ok(Symbol::Message { index, .. }) => Ok(index),
            Ok(_) => Err(format!("\"{extendee}\" is not a message type.")),
            Err(error) => Err(self.reason(extendee, error)),
        };
        let message = match found {
            Ok(message) => message,
            Err(why) => {
                self.mistakes.add_to_extendee(field, at, why);
                return false;
            }
        };
        let info = &self.pool.messages[message];
        let number = field.number;
        let number_at = below(at, &[path::field::NUMBER]);
        field.extendee = Some(format!(".{}", info.full_name));
        if !info.extension_ranges.iter().any(|range| range.start <= number && number < range.end) {
            let message = format!("\"{}\" does not declare {number} as an extension number.", info.full_name);
            self.mistakes.add(&number_at, message);
        }
        self.pool.fields[index].of = Some(message);
        match self.pool.extensions.get(&(message, number)) {
            Some(other) => {
                let other = &self.pool.fields[*other];
                let used = format!(
                    "Extension number {number} has already been used in \"{}\" by extension \"{}\"",
                    info.full_name, other.full_name
                );
                match self.pool.symbols.get(&other.full_name).and_then(|symbol| symbol.file()) {
                    Some(file) if file != self.file => {
                        let file = &self.pool.files[file].name;
                        self.mistakes.warn(&number_at, format!("{used} defined in {file}."));
                    }
                    _ => self.mistakes.add(&number_at, format!("{used}.")),
                }
            }
            None => self.pool.extend(message, number, index),
        }
        true
    }

    fn method(&mut self, scope: &str, method: &mut Method, at: &[i32]) {
        let full_name = joined(scope, &method.name);
        for (name, step) in [(&mut method.input, path::method::INPUT), (&mut method.output, path::method::OUTPUT)] {
            let at = below(at, &[step]);
            match self.look_up(name, &full_name, Wanted::Anything, &at) {
                Some(Symbol::Message { index, .. }) => *name = format!(".{}", self.pool.messages[index].full_name),
                Some(_) => self.mistakes.add(&at, format!("\"{name}\" is not a message type.")),
                None => {}
            }
        }
    }
}

/// What is said of the first number that `message` does not use.
fn next_number(message: &Message) -> String {
    let extensions = message.extension_ranges.iter().map(|extensions| &extensions.range);
    let ranges = extensions.chain(&message.reserved_ranges);
    let fields = message.fields.iter().map(|field| (field.number.into(), field.number.into()));
    let mut used: Vec<_> = fields.chain(ranges.map(|range| (range.start.into(), i64::from(range.end) - 1))).collect();
    used.sort_unstable();
    used.dedup();
    let mut next = 1;
    for (first, last) in used {
        if !(first..=last).contains(&next) {
            break;
        }
        next = last + 1;
    }
    match next <= MAX_FIELD_NUMBER.into() {
        true => format!("Next available field number is {next}"),
        false => "There are no available field numbers".into(),
    }
}
