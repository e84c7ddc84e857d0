//! Puts what a file declares into the pool, under its full name.

use super::ast::{Enum, Field, File, Label, Message, Type};
use super::limits::{MAX_NAME, MAX_PACKAGE_DOTS, MAX_PACKAGE_NAME};
use super::mistakes::{Mistakes, below, path};
use super::pool::{EnumInfo, FieldInfo, MessageInfo, Pool, Symbol};

/// Declares all of `file`, which is the pool's `index`th.
pub(super) fn declare(pool: &mut Pool, index: usize, file: &File, mistakes: &mut Mistakes<'_>) {
    let mut declaring = Declaring { pool, mistakes, file: index, is_proto3: file.is_proto3 };
    let package = file.package.as_deref().unwrap_or_default();
    declaring.package(package);
    for (at, message) in file.messages.iter().enumerate() {
        declaring.message(package, message, &[path::file::MESSAGE, at as i32]);
    }
    for (at, an_enum) in file.enums.iter().enumerate() {
        declaring.an_enum(package, an_enum, &[path::file::ENUM, at as i32]);
    }
    for (at, service) in file.services.iter().enumerate() {
        let at = [path::file::SERVICE, at as i32];
        let full_name = joined(package, &service.name);
        for (method_at, method) in service.methods.iter().enumerate() {
            let at = below(&at, &[path::service::METHOD, method_at as i32]);
            declaring.symbol(joined(&full_name, &method.name), Symbol::Other { file: index }, &at);
        }
        declaring.symbol(full_name, Symbol::Service { file: index }, &at);
    }
    for (at, field) in file.extensions.iter().enumerate() {
        declaring.field(package, field, &[path::file::EXTENSION, at as i32], None);
    }
}

/// `name` in `scope`.
pub(super) fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

const NAME_TOO_LONG: &str = "Name too long.";

/// How many bytes the names of `field` take in protoc's tables, where they stand one behind the other: in lower case, in camel
/// case and in JSON too, as far as those are other names.
fn room_for_names(field: &Field, full_name: &str) -> usize {
    let (length, full) = (field.name.len(), full_name.len());
    let camel_case = field.name.len() - field.name.matches('_').count();
    let is_snake_case = field.name.starts_with(|first: char| first.is_ascii_lowercase())
        && field.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    match &field.json_name {
        None if is_snake_case && camel_case == length => full,
        None if is_snake_case => full + camel_case + 2,
        json_name => full + length + camel_case + json_name.as_ref().map_or(camel_case, Vec::len) + 4,
    }
}

struct Declaring<'p, 'm, 'l> {
    pool: &'p mut Pool,
    mistakes: &'m mut Mistakes<'l>,
    file: usize,
    is_proto3: bool,
}

impl Declaring<'_, '_, '_> {
    fn package(&mut self, package: &str) {
        if package.is_empty() {
            return;
        }
        let at = [path::file::PACKAGE];
        if package.len() > MAX_PACKAGE_NAME {
            return self.mistakes.add(&at, "Package name is too long");
        }
        if package.matches('.').count() > MAX_PACKAGE_DOTS {
            return self.mistakes.add(&at, "Exceeds Maximum Package Depth");
        }
        let ends = package.match_indices('.').map(|(end, _)| end).chain([package.len()]);
        for name in ends.map(|end| &package[..end]) {
            match self.pool.symbols.get(name) {
                None => {
                    self.pool.declare(name.to_owned(), Symbol::Package);
                }
                Some(Symbol::Package) => {}
                Some(other) => {
                    let file = other.file().map_or("", |file| &self.pool.files[file].name);
                    self.mistakes.add(
                        &at,
                        format!(
                            "\"{name}\" is already defined (as something other than a package) in file \"{file}\"."
                        ),
                    );
                }
            }
        }
    }

    /// `false` if the name is taken, or too long.
    fn symbol(&mut self, full_name: String, symbol: Symbol, at: &[i32]) -> bool {
        if full_name.len() > MAX_NAME {
            self.mistakes.add(&below(at, &[path::NAME]), NAME_TOO_LONG);
            return false;
        }
        let Some(other) = self.pool.symbols.get(&full_name).copied() else {
            self.pool.declare(full_name, symbol);
            return true;
        };
        let message = match other.file() {
            Some(file) if file == self.file => match full_name.rsplit_once('.') {
                Some((scope, name)) => format!("\"{name}\" is already defined in \"{scope}\"."),
                None => format!("\"{full_name}\" is already defined."),
            },
            Some(file) => format!("\"{full_name}\" is already defined in file \"{}\".", self.pool.files[file].name),
            None => format!("\"{full_name}\" is already defined as a package."),
        };
        self.mistakes.add(&below(at, &[path::NAME]), message);
        false
    }

    fn message(&mut self, scope: &str, message: &Message, at: &[i32]) {
        let full_name = joined(scope, &message.name);
        let index = self.pool.messages.len();
        self.pool.messages.push(MessageInfo {
            name: message.name.clone(),
            full_name: full_name.clone(),
            file: self.file,
            extension_ranges: message.extension_ranges.iter().map(|range| range.range).collect(),
            reserved_names: message.reserved_names.iter().cloned().collect(),
            is_map_entry: message.is_map_entry,
            ..MessageInfo::default()
        });
        for (oneof_at, oneof) in message.oneofs.iter().enumerate() {
            let at = below(at, &[path::message::ONEOF, oneof_at as i32]);
            self.symbol(joined(&full_name, &oneof.name), Symbol::Other { file: self.file }, &at);
        }
        for (field_at, field) in message.fields.iter().enumerate() {
            let at = below(at, &[path::message::FIELD, field_at as i32]);
            let field_index = self.field(&full_name, field, &at, Some(index));
            let info = &mut self.pool.messages[index];
            info.fields.push(field_index);
            info.by_name.entry(field.name.clone()).or_insert(field_index);
            info.by_number.entry(field.number).or_insert(field_index);
        }
        for (enum_at, an_enum) in message.enums.iter().enumerate() {
            self.an_enum(&full_name, an_enum, &below(at, &[path::message::ENUM, enum_at as i32]));
        }
        for (field_at, field) in message.extensions.iter().enumerate() {
            let at = below(at, &[path::message::EXTENSION, field_at as i32]);
            let extension = self.field(&full_name, field, &at, None);
            self.pool.messages[index].declares.push(extension);
        }
        for (nested_at, nested) in message.nested.iter().enumerate() {
            self.message(&full_name, nested, &below(at, &[path::message::NESTED, nested_at as i32]));
        }
        self.symbol(full_name, Symbol::Message { file: self.file, index }, at);
    }

    fn field(&mut self, scope: &str, field: &Field, at: &[i32], of: Option<usize>) -> usize {
        let index = self.pool.fields.len();
        let full_name = joined(scope, &field.name);
        let is_implicit = self.is_proto3 && of.is_some() && field.oneof.is_none() && field.label != Label::Repeated;
        self.pool.fields.push(FieldInfo {
            name: field.name.clone(),
            full_name: full_name.clone(),
            number: field.number,
            label: field.label,
            kind: field.kind.unwrap_or(Type::Message),
            type_index: None,
            of,
            oneof: field.oneof,
            is_packed: false,
            has_presence: !is_implicit,
            json_name: field.json_name.clone(),
            is_proto3: self.is_proto3,
            is_source_only: false,
            targets: 0,
        });
        if full_name.len() <= MAX_NAME && room_for_names(field, &full_name) > MAX_NAME {
            self.mistakes.add(&below(at, &[path::NAME]), NAME_TOO_LONG);
        }
        self.symbol(full_name, Symbol::Field { file: self.file, index }, at);
        index
    }

    fn an_enum(&mut self, scope: &str, an_enum: &Enum, at: &[i32]) {
        let index = self.pool.enums.len();
        let full_name = joined(scope, &an_enum.name);
        self.pool.enums.push(EnumInfo {
            full_name: full_name.clone(),
            values: an_enum.values.iter().map(|value| (value.name.clone(), value.number)).collect(),
            is_closed: !self.is_proto3,
        });
        for (value_at, value) in an_enum.values.iter().enumerate() {
            // As in C++, values are siblings of their enum.
            let symbol = Symbol::EnumValue { file: self.file, of: index, number: value.number };
            let at = below(at, &[path::enums::VALUE, value_at as i32]);
            self.symbol(joined(scope, &value.name), symbol, &at);
        }
        self.symbol(full_name, Symbol::Enum { file: self.file, index }, at);
    }
}
