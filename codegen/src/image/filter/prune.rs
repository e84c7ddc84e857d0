//! Files written anew, with what is kept.

use super::closure::{Closure, Mode};
use super::paths::Moves;
use crate::builtin::ast::{Enum, Field, File, Message, Options, Service, Type};
use crate::builtin::wire::{Fields, Writer};
use crate::builtin::{below, path};

/// What is left of the `file`, the image's `at`th; `None` if that is nothing.
pub(super) fn prune(file: &File, at: usize, closure: &Closure<'_>) -> Option<File> {
    let id = closure.elements.at(at, &[])?;
    if !closure.has(id) {
        return None;
    }
    let mut pruning = Pruning { closure, file: at, moves: Moves::default() };
    let mut file = file.clone();
    pruning.list(&mut file.messages, &[path::file::MESSAGE], Pruning::message);
    pruning.list(&mut file.enums, &[path::file::ENUM], Pruning::an_enum);
    pruning.list(&mut file.services, &[path::file::SERVICE], Pruning::service);
    pruning.list(&mut file.extensions, &[path::file::EXTENSION], Pruning::field);
    pruning.options(&mut file.options, "google.protobuf.FileOptions", &[path::file::OPTIONS]);
    pruning.dependencies(&mut file);
    file.locations = pruning.moves.apply(&file.locations);
    Some(file)
}

struct Pruning<'c> {
    closure: &'c Closure<'c>,
    /// The file's place in the image.
    file: usize,
    moves: Moves,
}

impl Pruning<'_> {
    /// Keeps those items that `keep` says are left, each of which it prunes.
    fn list<T>(&mut self, items: &mut Vec<T>, at: &[i32], keep: impl Fn(&mut Self, &mut T, &[i32]) -> bool) {
        let (mut from, mut to) = (0, 0);
        items.retain_mut(|item| {
            let item_at = below(at, &[from]);
            let is_kept = keep(self, item, &item_at);
            match is_kept {
                true if from != to => self.moves.move_to(&item_at, to),
                true => {}
                false => self.moves.remove(&item_at),
            }
            from += 1;
            to += i32::from(is_kept);
            is_kept
        });
        if to == 0 {
            self.moves.remove(at);
        }
    }

    /// Whether what is declared `at` is kept, and why.
    fn mode(&self, at: &[i32]) -> Option<Mode> {
        let id = self.closure.elements.at(self.file, at)?;
        self.closure.has(id).then(|| self.closure.mode(id))
    }

    fn message(&mut self, message: &mut Message, at: &[i32]) -> bool {
        let Some(mode) = self.mode(at) else { return false };
        if mode == Mode::Enclosing {
            self.hollow(message, at);
        } else {
            self.list(&mut message.fields, &below(at, &[path::message::FIELD]), Self::field);
            self.list(&mut message.oneofs, &below(at, &[path::message::ONEOF]), |pruning, oneof, at| {
                pruning.options(&mut oneof.options, "google.protobuf.OneofOptions", &below(at, &[path::ONEOF_OPTIONS]));
                !pruning.is_empty_oneof(at)
            });
            self.list(
                &mut message.extension_ranges,
                &below(at, &[path::message::EXTENSION_RANGE]),
                |pruning, range, at| {
                    pruning.options(
                        &mut range.options,
                        "google.protobuf.ExtensionRangeOptions",
                        &below(at, &[path::RANGE_OPTIONS]),
                    );
                    true
                },
            );
        }
        self.list(&mut message.extensions, &below(at, &[path::message::EXTENSION]), Self::field);
        self.list(&mut message.nested, &below(at, &[path::message::NESTED]), Self::message);
        self.list(&mut message.enums, &below(at, &[path::message::ENUM]), Self::an_enum);
        self.options(&mut message.options, "google.protobuf.MessageOptions", &below(at, &[path::message::OPTIONS]));
        true
    }

    /// Takes out of a message that is only there for what is nested in it what is its own.
    fn hollow(&mut self, message: &mut Message, at: &[i32]) {
        let Message { fields, oneofs, extension_ranges, reserved_ranges, reserved_names, .. } = message;
        let is_hollow = fields.is_empty() && oneofs.is_empty() && extension_ranges.is_empty();
        if is_hollow && reserved_ranges.is_empty() && reserved_names.is_empty() {
            return;
        }
        self.moves.silence(at);
        use path::message::{EXTENSION_RANGE, FIELD, ONEOF, RESERVED_NAME, RESERVED_RANGE};
        for step in [FIELD, ONEOF, EXTENSION_RANGE, RESERVED_RANGE, RESERVED_NAME] {
            self.moves.remove(&below(at, &[step]));
        }
        fields.clear();
        oneofs.clear();
        extension_ranges.clear();
        reserved_ranges.clear();
        reserved_names.clear();
    }

    /// Whether the oneof `at` has lost all its fields.
    fn is_empty_oneof(&self, at: &[i32]) -> bool {
        let [message @ .., _, index] = at else { return false };
        let id = self.closure.elements.at(self.file, message);
        id.is_some_and(|id| self.closure.empty_oneofs.contains(&(id, *index as usize)))
    }

    fn field(&mut self, field: &mut Field, at: &[i32]) -> bool {
        if field.extendee.is_some() && self.mode(at).is_none() {
            return false;
        }
        if matches!(field.kind, Some(Type::Enum | Type::Message | Type::Group)) {
            let kind = self.closure.elements.named(field.type_name.as_deref().unwrap_or_default());
            if !kind.is_some_and(|id| self.closure.has(id)) {
                return false;
            }
        }
        self.options(&mut field.options, super::elements::FIELD_OPTIONS, &below(at, &[path::field::OPTIONS]));
        true
    }

    fn an_enum(&mut self, an_enum: &mut Enum, at: &[i32]) -> bool {
        if self.mode(at).is_none() {
            return false;
        }
        self.options(&mut an_enum.options, "google.protobuf.EnumOptions", &below(at, &[path::enums::OPTIONS]));
        self.list(&mut an_enum.values, &below(at, &[path::enums::VALUE]), |pruning, value, at| {
            pruning.options(
                &mut value.options,
                "google.protobuf.EnumValueOptions",
                &below(at, &[path::enums::OPTIONS]),
            );
            true
        });
        true
    }

    fn service(&mut self, service: &mut Service, at: &[i32]) -> bool {
        if self.mode(at).is_none() {
            return false;
        }
        self.list(&mut service.methods, &below(at, &[path::service::METHOD]), |pruning, method, at| {
            pruning.options(&mut method.options, "google.protobuf.MethodOptions", &below(at, &[path::method::OPTIONS]));
            pruning.mode(at).is_some()
        });
        self.options(&mut service.options, "google.protobuf.ServiceOptions", &below(at, &[path::service::OPTIONS]));
        true
    }

    /// Keeps the `options`, which are a `message`, as far as they are not extensions that go.
    fn options(&mut self, options: &mut Options, message: &str, at: &[i32]) {
        let encoded = options.encoded.take().unwrap_or_default();
        let mut kept = Writer::default();
        for (number, payload) in Fields(&encoded) {
            match self.closure.has_option(message, number) {
                true => kept.field(number, payload),
                false => self.moves.remove(&below(at, &[number as i32])),
            }
        }
        if kept.0.is_empty() {
            self.moves.remove(at);
        } else {
            options.encoded = Some(kept.0);
        }
    }

    /// Imports what is needed, and no more.
    fn dependencies(&mut self, file: &mut File) {
        let files = self.closure.elements.files;
        let needed = self.closure.imports.get(&self.file).into_iter().flatten();
        let mut needed: Vec<_> = needed.map(|at| files[*at].name().to_owned()).collect();
        let imported = || file.dependencies.iter().chain(&file.option_dependencies);
        let is_all_needed = needed.len() == imported().count() && imported().all(|name| needed.contains(name));
        if is_all_needed && file.public_dependencies.is_empty() {
            return;
        }
        let mut places = Vec::new();
        let mut kept = 0;
        let old = std::mem::take(&mut file.dependencies);
        let mut take = |name: &String| needed.iter().position(|other| other == name).map(|at| needed.remove(at));
        for (from, name) in old.iter().enumerate() {
            let at = [path::file::DEPENDENCY, from as i32];
            places.push(take(name).map(|name| {
                if kept != from as i32 {
                    self.moves.move_to(&at, kept);
                }
                file.dependencies.push(name);
                kept += 1;
                kept - 1
            }));
            if places[from].is_none() {
                self.moves.remove(&at);
            }
        }
        let options = std::mem::take(&mut file.option_dependencies);
        for (from, name) in options.iter().enumerate() {
            let (at, to) = ([path::file::OPTION_DEPENDENCY, from as i32], file.option_dependencies.len() as i32);
            match take(name) {
                Some(name) => {
                    if to != from as i32 {
                        self.moves.move_to(&at, to);
                    }
                    file.option_dependencies.push(name);
                }
                None => self.moves.remove(&at),
            }
        }
        // What was seen through a public import.
        needed.sort();
        file.dependencies.extend(needed);
        file.public_dependencies.clear();
        self.moves.remove(&[path::file::PUBLIC_DEPENDENCY]);
        let weak = std::mem::take(&mut file.weak_dependencies);
        for (from, dependency) in weak.into_iter().enumerate() {
            let (at, to) = ([path::file::WEAK_DEPENDENCY, from as i32], file.weak_dependencies.len() as i32);
            match places.get(dependency as usize).copied().flatten() {
                Some(place) => {
                    if to != from as i32 {
                        self.moves.move_to(&at, to);
                    }
                    file.weak_dependencies.push(place as u32);
                }
                None => self.moves.remove(&at),
            }
        }
    }
}
