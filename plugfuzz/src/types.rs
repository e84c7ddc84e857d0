//! The types that a request defines, by their full names.

use crate::model::{Enum, File, Request, Type};

/// A message or an enum that some file defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Defined {
    /// Its full name, with the dot in front, as fields refer to it.
    pub(crate) name: String,
    /// The file's index in the request.
    pub(crate) file: usize,
    pub(crate) is_enum: bool,
    /// Whether a message is the entry of a map, which no field but the map's own may refer to.
    pub(crate) is_entry: bool,
}

/// Every type of `request`, in its order.
pub(crate) fn all(request: &Request) -> Vec<Defined> {
    let mut types = Vec::new();
    for (index, file) in request.files.iter().enumerate() {
        let scope = scope(file);
        file.messages.iter().for_each(|message| add_message(&mut types, index, &scope, message));
        file.enums.iter().for_each(|one| add_enum(&mut types, index, &scope, one));
    }
    types
}

/// What the full names of a file's types begin with: `.package.`, or just the dot.
pub(crate) fn scope(file: &File) -> String {
    match file.package() {
        "" => ".".into(),
        package => format!(".{package}."),
    }
}

fn add_message(types: &mut Vec<Defined>, file: usize, scope: &str, message: &Type) {
    let name = format!("{scope}{}", message.name());
    types.push(Defined { name: name.clone(), file, is_enum: false, is_entry: message.is_map_entry() });
    let inner = format!("{name}.");
    message.nested.iter().for_each(|nested| add_message(types, file, &inner, nested));
    message.enums.iter().for_each(|one| add_enum(types, file, &inner, one));
}

fn add_enum(types: &mut Vec<Defined>, file: usize, scope: &str, one: &Enum) {
    types.push(Defined { name: format!("{scope}{}", one.name()), file, is_enum: true, is_entry: false });
}

/// Calls `visit` for every message of `file`, outer ones first, with its full name.
pub(crate) fn each_message(file: &mut File, visit: &mut impl FnMut(&str, &mut Type)) {
    fn walk(scope: &str, messages: &mut [Type], visit: &mut impl FnMut(&str, &mut Type)) {
        for message in messages {
            let name = format!("{scope}{}", message.name());
            visit(&name, message);
            walk(&format!("{name}."), &mut message.nested, visit);
        }
    }
    let scope = scope(file);
    walk(&scope, &mut file.messages, visit);
}

/// Calls `visit` for every place of `file` that refers to a type.
pub(crate) fn each_reference(file: &mut File, visit: &mut impl FnMut(&mut String)) {
    let mut field = |field: &mut crate::model::Field| {
        field.type_name.iter_mut().for_each(&mut *visit);
        field.extendee.iter_mut().for_each(&mut *visit);
    };
    file.extensions.iter_mut().for_each(&mut field);
    each_message(file, &mut |_, message| {
        message.fields.iter_mut().chain(&mut message.extensions).for_each(&mut field);
    });
    for method in file.services.iter_mut().flat_map(|service| &mut service.methods) {
        method.input.iter_mut().for_each(&mut *visit);
        method.output.iter_mut().for_each(&mut *visit);
    }
}

/// Changes every reference to the type `old`, or to one inside it, to `new`.
pub(crate) fn rename(request: &mut Request, old: &str, new: &str) {
    for file in &mut request.files {
        each_reference(file, &mut |name| {
            if let Some(rest) = name.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with('.')) {
                *name = format!("{new}{rest}");
            }
        });
    }
}
