//! What an image declares, by its names: messages, enums, services, methods and extensions.

use std::collections::{BTreeMap, HashMap};

use super::super::ImageFile;
use crate::builtin::ast::{Enum, Field, File, Message, Method, Options, Service};
use crate::builtin::{below, path};

/// All that is declared.
pub(super) struct Elements<'i> {
    pub(super) files: &'i [ImageFile],
    pub(super) all: Vec<Element<'i>>,
    by_name: HashMap<String, usize>,
    by_path: HashMap<(usize, Vec<i32>), usize>,
    /// The packages, with those above them, and the files of each.
    packages: BTreeMap<String, Vec<usize>>,
    /// Extensions by what they extend.
    extensions: HashMap<String, Vec<usize>>,
}

/// Something that is declared, or a file.
pub(super) struct Element<'i> {
    pub(super) kind: Kind<'i>,
    /// The full name; of a file, that of its package.
    pub(super) name: String,
    /// The file that it is in.
    pub(super) file: usize,
    /// What it is declared in; a file in nothing.
    pub(super) parent: Option<usize>,
}

#[derive(Clone, Copy)]
pub(super) enum Kind<'i> {
    File(&'i File),
    Message(&'i Message),
    Enum(&'i Enum),
    Service(&'i Service),
    Method(&'i Method),
    Extension(&'i Field),
}

impl<'i> Elements<'i> {
    pub(super) fn of(files: &'i [ImageFile]) -> Self {
        let mut elements = Self {
            files,
            all: Vec::new(),
            by_name: HashMap::new(),
            by_path: HashMap::new(),
            packages: BTreeMap::new(),
            extensions: HashMap::new(),
        };
        files.iter().enumerate().for_each(|(at, file)| elements.add_file(at, &file.whole));
        elements
    }

    fn add_file(&mut self, at: usize, file: &'i File) {
        let package = file.package.clone().unwrap_or_default();
        self.add_package(&package);
        self.packages.entry(package.clone()).or_default().push(at);
        let whole = Place { file: at, path: Vec::new(), parent: None, scope: "" };
        let id = self.push(Kind::File(file), package.clone(), &whole);
        let at = |path: &[i32]| Place { file: at, path: path.to_vec(), parent: Some(id), scope: &package };
        for (index, message) in file.messages.iter().enumerate() {
            self.add_message(message, &at(&[path::file::MESSAGE, index as i32]));
        }
        for (index, an_enum) in file.enums.iter().enumerate() {
            self.add(Kind::Enum(an_enum), &an_enum.name, &at(&[path::file::ENUM, index as i32]));
        }
        for (index, extension) in file.extensions.iter().enumerate() {
            self.add_extension(extension, &at(&[path::file::EXTENSION, index as i32]));
        }
        for (index, service) in file.services.iter().enumerate() {
            let own = [path::file::SERVICE, index as i32];
            let id = self.add(Kind::Service(service), &service.name, &at(&own));
            let scope = self.all[id].name.clone();
            for (index, method) in service.methods.iter().enumerate() {
                let below = below(&own, &[path::service::METHOD, index as i32]);
                let place = Place { parent: Some(id), scope: &scope, ..at(&below) };
                self.add(Kind::Method(method), &method.name, &place);
            }
        }
    }

    fn add_package(&mut self, package: &str) {
        self.packages.entry(package.to_owned()).or_default();
        if !package.is_empty() {
            self.add_package(package.rsplit_once('.').map_or("", |(above, _)| above));
        }
    }

    fn add_message(&mut self, message: &'i Message, place: &Place<'_>) {
        let id = self.add(Kind::Message(message), &message.name, place);
        let scope = self.all[id].name.clone();
        let at = |step: i32, index: usize| Place {
            file: place.file,
            path: below(&place.path, &[step, index as i32]),
            parent: Some(id),
            scope: &scope,
        };
        for (index, nested) in message.nested.iter().enumerate() {
            self.add_message(nested, &at(path::message::NESTED, index));
        }
        for (index, an_enum) in message.enums.iter().enumerate() {
            self.add(Kind::Enum(an_enum), &an_enum.name, &at(path::message::ENUM, index));
        }
        for (index, extension) in message.extensions.iter().enumerate() {
            self.add_extension(extension, &at(path::message::EXTENSION, index));
        }
    }

    fn add_extension(&mut self, extension: &'i Field, place: &Place<'_>) {
        let id = self.add(Kind::Extension(extension), &extension.name, place);
        let extended = plain(extension.extendee.as_deref().unwrap_or_default());
        self.extensions.entry(extended.to_owned()).or_default().push(id);
    }

    /// Adds what is declared as `name`.
    fn add(&mut self, kind: Kind<'i>, name: &str, place: &Place<'_>) -> usize {
        let name = if place.scope.is_empty() { name.to_owned() } else { format!("{}.{name}", place.scope) };
        let id = self.push(kind, name.clone(), place);
        self.by_name.insert(name, id);
        id
    }

    fn push(&mut self, kind: Kind<'i>, name: String, place: &Place<'_>) -> usize {
        let id = self.all.len();
        self.all.push(Element { kind, name, file: place.file, parent: place.parent });
        self.by_path.insert((place.file, place.path.clone()), id);
        id
    }

    /// What has the full name `name`, which may have a dot before it; no package.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(plain(name)).copied()
    }

    /// What is declared at `path` of the file; the file itself at no path.
    pub(super) fn at(&self, file: usize, path: &[i32]) -> Option<usize> {
        self.by_path.get(&(file, path.to_vec())).copied()
    }

    /// The files of the package, and of the packages in it if it is to be `recursive`; `None` if there is none of that name.
    pub(super) fn package(&self, name: &str, recursive: bool) -> Option<Vec<usize>> {
        let own = self.packages.get(name)?;
        if !recursive {
            return Some(own.clone());
        }
        let is_in = |other: &&String| name.is_empty() || **other == name || other.starts_with(&format!("{name}."));
        Some(self.packages.iter().filter(|(other, _)| is_in(other)).flat_map(|(_, files)| files).copied().collect())
    }

    /// The extensions of the message `name`.
    pub(super) fn extensions_of(&self, name: &str) -> &[usize] {
        self.extensions.get(name).map_or(&[], Vec::as_slice)
    }

    /// The extension of the message `name` that has this `number`; of several, the last.
    pub(super) fn extension(&self, name: &str, number: u32) -> Option<usize> {
        let is_it =
            |id: &&usize| matches!(self.all[**id].kind, Kind::Extension(field) if field.number as u32 == number);
        self.extensions_of(name).iter().rev().find(is_it).copied()
    }

    /// What is declared right in the element, in its order.
    pub(super) fn children(&self, id: usize) -> impl Iterator<Item = usize> + '_ {
        // What is in something comes behind it.
        (id + 1..self.all.len())
            .take_while(move |other| self.all[*other].file == self.all[id].file)
            .filter(move |other| self.all[*other].parent == Some(id))
    }
}

/// Where something is declared.
struct Place<'p> {
    file: usize,
    path: Vec<i32>,
    parent: Option<usize>,
    scope: &'p str,
}

impl<'i> Kind<'i> {
    /// Its options, and the message that they are.
    pub(super) fn options(self) -> (&'i Options, &'static str) {
        match self {
            Self::File(file) => (&file.options, "google.protobuf.FileOptions"),
            Self::Message(message) => (&message.options, "google.protobuf.MessageOptions"),
            Self::Enum(an_enum) => (&an_enum.options, "google.protobuf.EnumOptions"),
            Self::Service(service) => (&service.options, "google.protobuf.ServiceOptions"),
            Self::Method(method) => (&method.options, "google.protobuf.MethodOptions"),
            Self::Extension(field) => (&field.options, FIELD_OPTIONS),
        }
    }
}

/// The message that options of fields are.
pub(super) const FIELD_OPTIONS: &str = "google.protobuf.FieldOptions";

/// The name without the dot that says it is a full one.
fn plain(name: &str) -> &str {
    name.strip_prefix('.').unwrap_or(name)
}
