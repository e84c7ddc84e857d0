//! Removes parts of a request, by their number.

use std::ops::Range;

use crate::model::{Enum, Field, File, Location, Method, Request, Service, Type};
use crate::source;
use crate::types;

/// Removes the parts of `request` whose numbers lie in `numbers`, and gives the number of parts there were.
///
/// A part is an element of a list or a field that is set; one that holds others comes before them, and is removed with
/// them.
pub(crate) fn prune(request: &mut Request, numbers: Range<usize>) -> usize {
    let mut pruner = Pruner { next: 0, numbers };
    pruner.request(request);
    pruner.next
}

/// The number of parts in `request`.
pub(crate) fn parts(request: &Request) -> usize {
    prune(&mut request.clone(), 0..0)
}

struct Pruner {
    next: usize,
    numbers: Range<usize>,
}

impl Pruner {
    fn keeps(&mut self) -> bool {
        let number = self.next;
        self.next += 1;
        !self.numbers.contains(&number)
    }

    fn list<T>(&mut self, list: &mut Vec<T>) {
        list.retain(|_| self.keeps());
    }

    fn field<T>(&mut self, field: &mut Option<T>) {
        if field.is_some() && !self.keeps() {
            *field = None;
        }
    }

    /// Like [`Self::list`], for elements that have parts of their own.
    fn tree<T>(&mut self, list: &mut Vec<T>, inner: fn(&mut Self, &mut T)) {
        list.retain_mut(|element| {
            let keeps = self.keeps();
            if keeps {
                inner(self, element);
            }
            keeps
        });
    }

    fn request(&mut self, request: &mut Request) {
        self.field(&mut request.parameter);
        self.field(&mut request.compiler_version);
        self.tree(&mut request.files, Self::file);
        self.list(&mut request.file_to_generate);
    }

    fn file(&mut self, file: &mut File) {
        if let Some(source) = &mut file.source {
            self.tree(&mut source.locations, Self::location);
        }
        self.field(&mut file.source);
        self.tree(&mut file.services, Self::service);
        self.tree(&mut file.messages, Self::message);
        self.tree(&mut file.enums, Self::one_enum);
        self.tree(&mut file.extensions, Self::one_field);
        self.field(&mut file.options);
        self.list(&mut file.public_dependencies);
        self.list(&mut file.weak_dependencies);
        self.list(&mut file.dependencies);
        self.field(&mut file.package);
        self.field(&mut file.syntax);
        self.field(&mut file.edition);
        self.field(&mut file.name);
    }

    fn location(&mut self, location: &mut Location) {
        self.field(&mut location.leading);
        self.field(&mut location.trailing);
        self.list(&mut location.detached);
    }

    fn message(&mut self, message: &mut Type) {
        self.tree(&mut message.fields, Self::one_field);
        self.tree(&mut message.nested, Self::message);
        self.tree(&mut message.enums, Self::one_enum);
        self.tree(&mut message.extensions, Self::one_field);
        self.list(&mut message.extension_ranges);
        self.list(&mut message.oneofs);
        self.list(&mut message.reserved_ranges);
        self.list(&mut message.reserved_names);
        self.field(&mut message.options);
        self.field(&mut message.name);
    }

    fn one_field(&mut self, field: &mut Field) {
        self.field(&mut field.default_value);
        self.field(&mut field.options);
        self.field(&mut field.oneof_index);
        self.field(&mut field.proto3_optional);
        self.field(&mut field.json_name);
        self.field(&mut field.type_name);
        self.field(&mut field.kind);
        self.field(&mut field.label);
        self.field(&mut field.number);
        self.field(&mut field.name);
    }

    fn one_enum(&mut self, one: &mut Enum) {
        self.list(&mut one.values);
        self.list(&mut one.reserved_ranges);
        self.list(&mut one.reserved_names);
        self.field(&mut one.options);
        self.field(&mut one.name);
    }

    fn service(&mut self, service: &mut Service) {
        self.tree(&mut service.methods, Self::method);
        self.field(&mut service.options);
        self.field(&mut service.name);
    }

    fn method(&mut self, method: &mut Method) {
        self.field(&mut method.options);
        self.field(&mut method.client_streaming);
        self.field(&mut method.server_streaming);
    }
}

/// Removes what refers to parts that are no longer there: fields and methods of types that are gone, dependencies on files
/// that are gone, oneofs without fields, places in the source.
pub(crate) fn mend(request: &mut Request) {
    let defined: std::collections::HashSet<_> = types::all(request).into_iter().map(|defined| defined.name).collect();
    let is_there = |name: &Option<String>| name.as_ref().is_none_or(|name| defined.contains(name));
    let names: Vec<_> = request.files.iter().map(|file| file.name().to_owned()).collect();
    request.file_to_generate.retain(|name| names.contains(name));
    for file in &mut request.files {
        if !file.dependencies.iter().all(|name| names.contains(name)) {
            file.dependencies.retain(|name| names.contains(name));
            file.public_dependencies.clear();
            file.weak_dependencies.clear();
        }
        let stays = |field: &Field| is_there(&field.type_name) && is_there(&field.extendee);
        file.extensions.retain(stays);
        for service in &mut file.services {
            service.methods.retain(|method| is_there(&method.input) && is_there(&method.output));
        }
        types::each_message(file, &mut |_, message| {
            message.fields.retain(stays);
            message.extensions.retain(stays);
            drop_empty_oneofs(message);
        });
        source::repair(file);
    }
}

fn drop_empty_oneofs(message: &mut Type) {
    for at in (0..message.oneofs.len()).rev() {
        let at = at as i32;
        if !message.fields.iter().any(|field| field.oneof_index == Some(at)) {
            message.oneofs.remove(at as usize);
            let indices = message.fields.iter_mut().filter_map(|field| field.oneof_index.as_mut());
            indices.filter(|index| **index > at).for_each(|index| *index -= 1);
        }
    }
}
