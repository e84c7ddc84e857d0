//! Where things stand in the source: compilers tell it for every element of a file, and plugins rely on that.

use std::collections::HashSet;

use crate::model::{Enum, File, Location, Type};

/// Gives each element of `file` its place, and takes away those of elements that are not there. Nothing happens to a file
/// that tells no places at all.
pub(crate) fn repair(file: &mut File) {
    let elements = elements(file);
    let known = elements.iter().map(Vec::as_slice).collect();
    let Some(source) = &mut file.source else { return };
    source.locations.retain(|location| is_there(&location.path, &known));
    let told: HashSet<_> = source.locations.iter().map(|location| location.path.clone()).collect();
    let untold = elements.iter().filter(|path| !told.contains(*path));
    let locations = untold.map(|path| Location { path: path.clone(), span: vec![0, 0, 0], ..Location::default() });
    source.locations.extend(locations);
}

/// Whether `file` tells the places of its elements, and of no others; or none at all.
pub(crate) fn is_complete(file: &File) -> bool {
    let Some(source) = &file.source else { return true };
    let elements = elements(file);
    let known = elements.iter().map(Vec::as_slice).collect();
    let told: HashSet<_> = source.locations.iter().map(|location| &location.path).collect();
    let spans_fit =
        |location: &Location| matches!(location.span.len(), 3 | 4) && location.span.iter().all(|number| *number >= 0);
    source.locations.iter().all(|location| is_there(&location.path, &known) && spans_fit(location))
        && elements.iter().all(|path| told.contains(path))
}

/// Numbers of the fields that hold elements, by `google/protobuf/descriptor.proto`.
mod tag {
    pub(super) mod file {
        pub(crate) const MESSAGE: i32 = 4;
        pub(crate) const ENUM: i32 = 5;
        pub(crate) const SERVICE: i32 = 6;
        pub(crate) const EXTENSION: i32 = 7;
    }
    pub(super) mod message {
        pub(crate) const FIELD: i32 = 2;
        pub(crate) const NESTED: i32 = 3;
        pub(crate) const ENUM: i32 = 4;
        pub(crate) const EXTENSION: i32 = 6;
        pub(crate) const ONEOF: i32 = 8;
    }
    /// A value of an enum, or a method of a service.
    pub(super) const MEMBER: i32 = 2;
}

/// The paths of the elements that a compiler tells the places of: what it has made up itself is nowhere.
fn elements(file: &File) -> Vec<Vec<i32>> {
    let mut paths = Vec::new();
    each(&[], tag::file::MESSAGE, &file.messages, &mut paths, message);
    each(&[], tag::file::ENUM, &file.enums, &mut paths, one_enum);
    each(&[], tag::file::SERVICE, &file.services, &mut paths, |path, service, paths| {
        each(path, tag::MEMBER, &service.methods, paths, |_, _, _| {});
    });
    each(&[], tag::file::EXTENSION, &file.extensions, &mut paths, |_, _, _| {});
    paths
}

fn message(path: &[i32], message: &Type, paths: &mut Vec<Vec<i32>>) {
    if message.is_map_entry() {
        paths.pop();
        return;
    }
    each(path, tag::message::FIELD, &message.fields, paths, |_, _, _| {});
    each(path, tag::message::NESTED, &message.nested, paths, self::message);
    each(path, tag::message::ENUM, &message.enums, paths, one_enum);
    each(path, tag::message::EXTENSION, &message.extensions, paths, |_, _, _| {});
    // Synthetic ones are the last.
    let real = (0..message.oneofs.len()).take_while(|at| !message.is_synthetic(*at)).count();
    each(path, tag::message::ONEOF, &message.oneofs[..real], paths, |_, _, _| {});
}

fn one_enum(path: &[i32], one: &Enum, paths: &mut Vec<Vec<i32>>) {
    each(path, tag::MEMBER, &one.values, paths, |_, _, _| {});
}

/// Adds the path of each of `elements`, which lie in the field `tag` of what is at `path`, and then those `inside` it.
fn each<T>(
    path: &[i32],
    tag: i32,
    elements: &[T],
    paths: &mut Vec<Vec<i32>>,
    inside: fn(&[i32], &T, &mut Vec<Vec<i32>>),
) {
    for (index, element) in (0..).zip(elements) {
        let path = [path, &[tag, index]].concat();
        paths.push(path.clone());
        inside(&path, element, paths);
    }
}

/// What a step of a path leads to.
#[derive(Clone, Copy)]
enum Place {
    File,
    Message,
    Enum,
    Service,
    /// Something without elements of its own.
    Leaf,
}

impl Place {
    /// What the field `tag` holds, if it holds elements.
    fn inside(self, tag: i32) -> Option<Self> {
        match (self, tag) {
            (Self::File, tag::file::MESSAGE) | (Self::Message, tag::message::NESTED) => Some(Self::Message),
            (Self::File, tag::file::ENUM) | (Self::Message, tag::message::ENUM) => Some(Self::Enum),
            (Self::File, tag::file::SERVICE) => Some(Self::Service),
            (Self::File, tag::file::EXTENSION) | (Self::Enum | Self::Service, tag::MEMBER) => Some(Self::Leaf),
            (Self::Message, tag::message::FIELD | tag::message::EXTENSION | tag::message::ONEOF) => Some(Self::Leaf),
            _ => None,
        }
    }
}

/// Whether `path` leads through `elements` alone, to one of them, a part of one, or a part of the file.
fn is_there(path: &[i32], elements: &HashSet<&[i32]>) -> bool {
    let (mut place, mut end) = (Place::File, 0);
    // A list as a whole has a place too, when what is in it stands together, as extensions do.
    while let [tag, _, ..] = path[end..]
        && let Some(inside) = place.inside(tag)
    {
        (place, end) = (inside, end + 2);
        if !elements.contains(&path[..end]) {
            return false;
        }
    }
    true
}
