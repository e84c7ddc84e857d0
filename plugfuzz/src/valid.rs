//! Whether protoc could have sent a request.
//!
//! A fault that such a request shows is one that the plugin's users can meet. This is not protoc's own check, but it
//! leaves out little: names, numbers and references are resolved by the compiler of .proto files, as those of any descriptor
//! set, and what that takes on trust is checked below.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use bufwasm_codegen::{BuiltIn, CompileError, Compiler, DescriptorSet, Job, Sources};
use prost::Message;

use crate::model::{Enum, EnumValue, Field, File, Method, Request, Type, kind, label};
use crate::source;

/// The files of a request, as a `FileDescriptorSet`.
#[derive(Clone, PartialEq, Message)]
struct Set {
    #[prost(message, repeated, tag = "1")]
    files: Vec<File>,
}

/// The texts among a file's options. protoc passes on what is no text (`"\xff"`), and what plugins make of it, such as a name
/// of a file, nobody can use; that is no fault of theirs.
#[derive(Clone, PartialEq, Message)]
struct FileTexts {
    #[prost(string, optional, tag = "1")]
    java_package: Option<String>,
    #[prost(string, optional, tag = "8")]
    java_outer_classname: Option<String>,
    #[prost(string, optional, tag = "11")]
    go_package: Option<String>,
    #[prost(string, optional, tag = "36")]
    objc_class_prefix: Option<String>,
    #[prost(string, optional, tag = "37")]
    csharp_namespace: Option<String>,
    #[prost(string, optional, tag = "39")]
    swift_prefix: Option<String>,
    #[prost(string, optional, tag = "40")]
    php_class_prefix: Option<String>,
    #[prost(string, optional, tag = "41")]
    php_namespace: Option<String>,
    #[prost(string, optional, tag = "44")]
    php_metadata_namespace: Option<String>,
    #[prost(string, optional, tag = "45")]
    ruby_package: Option<String>,
}

/// Whether protoc could have sent `request`.
pub(crate) fn is_valid(request: &Request) -> bool {
    let names: Vec<_> = request.files.iter().map(File::name).collect();
    let asked: HashSet<_> = request.file_to_generate.iter().map(String::as_str).collect();
    !asked.is_empty()
        && asked.len() == request.file_to_generate.len()
        && asked.iter().all(|name| names.contains(name))
        && request.files.iter().enumerate().all(|(at, file)| is_file(file, &names[..at]))
        && resolves(request)
}

/// Whether names, numbers and references fit together.
fn resolves(request: &Request) -> bool {
    let mut files = request.files.clone();
    files.iter_mut().for_each(|file| file.source = None);
    let names: Vec<_> = files.iter().map(|file| file.name().to_owned()).collect();
    let set = DescriptorSet { encoded: Set { files }.encode_to_vec(), shown: "the request".into() };
    let compiled: Result<_, CompileError<Infallible>> =
        BuiltIn.compile(&Job { sources: &Sources::default(), files: &names, sets: &[set] });
    compiled.is_ok()
}

/// Whether `file` is one, when those called `before` come before it.
fn is_file(file: &File, before: &[&str]) -> bool {
    let is_proto3 = match file.syntax.as_deref() {
        None | Some("proto2") => false,
        Some("proto3") => true,
        Some("editions") => return is_file_with(file, before, Rules { proto3: false, editions: true }),
        _ => return false,
    };
    file.edition.is_none() && is_file_with(file, before, Rules { proto3: is_proto3, editions: false })
}

/// What the syntax decides.
#[derive(Clone, Copy)]
struct Rules {
    proto3: bool,
    editions: bool,
}

fn is_file_with(file: &File, before: &[&str], rules: Rules) -> bool {
    let dependencies: HashSet<_> = file.dependencies.iter().map(String::as_str).collect();
    let is_index = |index: &i32| usize::try_from(*index).is_ok_and(|index| index < file.dependencies.len());
    is_path(file.name())
        && !before.contains(&file.name())
        && dependencies.len() == file.dependencies.len()
        && dependencies.iter().all(|name| before.contains(name))
        && file.public_dependencies.iter().chain(&file.weak_dependencies).all(is_index)
        && file.options.as_deref().is_none_or(|options| FileTexts::decode(options).is_ok())
        && source::is_complete(file)
        && (file.package().is_empty() || file.package().split('.').all(is_identifier))
        && file.messages.iter().all(|message| is_message(message, rules))
        && file.enums.iter().all(|one| is_enum(one, rules))
        && file.extensions.iter().all(|field| is_extension(field, rules))
        && file.services.iter().all(|service| is_named(&service.name) && service.methods.iter().all(is_method))
}

fn is_method(method: &Method) -> bool {
    is_named(&method.name) && is_full(&method.input) && is_full(&method.output)
}

/// Whether `name` is a full name, as compilers write every reference.
fn is_full(name: &Option<String>) -> bool {
    name.as_ref().is_some_and(|name| name.starts_with('.'))
}

/// Whether protoc would take `name` for a file: relative, without empty parts or dots.
pub(crate) fn is_path(name: &str) -> bool {
    name.ends_with(".proto")
        && !name.contains(['\0', '\\', '\n'])
        && !name.split('/').any(|part| matches!(part, "" | "." | ".."))
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
}

fn is_named(name: &Option<String>) -> bool {
    name.as_deref().is_some_and(is_identifier)
}

fn is_message(message: &Type, rules: Rules) -> bool {
    let json_names: HashSet<_> = message.fields.iter().map(Field::json_name).collect();
    is_named(&message.name)
        && json_names.len() == message.fields.len()
        && (!message.is_map_entry() || is_map_entry(message))
        && message.fields.iter().all(|field| is_member(field, message, rules))
        && message.extensions.iter().all(|field| is_extension(field, rules))
        && (message.extension_ranges.is_empty() || !rules.proto3)
        && (0..message.oneofs.len()).map(|at| message.is_synthetic(at)).is_sorted()
        && message.oneofs.iter().enumerate().all(|(at, oneof)| {
            is_named(&oneof.name) && message.fields.iter().any(|field| field.oneof_index == i32::try_from(at).ok())
        })
        && message.enums.iter().all(|one| is_enum(one, rules))
        && message
            .nested
            .iter()
            .all(|nested| is_message(nested, rules) && (!nested.is_map_entry() || has_map(message, nested)))
}

/// Whether `entry` looks as protoc makes it for a map.
fn is_map_entry(entry: &Type) -> bool {
    let [key, value] = &*entry.fields else { return false };
    (key.name(), key.number()) == ("key", 1)
        && (value.name(), value.number()) == ("value", 2)
        && kind::KEYS.contains(&key.kind())
        && [key, value].iter().all(|field| field.label() == label::OPTIONAL && field.oneof_index.is_none())
        && entry.nested.is_empty()
        && entry.enums.is_empty()
        && entry.oneofs.is_empty()
}

/// Whether `message` has the map that `entry` belongs to: exactly one field.
fn has_map(message: &Type, entry: &Type) -> bool {
    let suffix = format!(".{}.{}", message.name(), entry.name());
    let mut maps = message.fields.iter().filter(|field| field.type_name().ends_with(&suffix));
    let is_map = |field: &Field| {
        let camel: String = field.name().split('_').map(capitalised).collect();
        field.label() == label::REPEATED && format!("{camel}Entry") == entry.name()
    };
    maps.next().is_some_and(is_map) && maps.next().is_none()
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

fn is_field(field: &Field, rules: Rules) -> bool {
    let refers = matches!(field.kind(), kind::MESSAGE | kind::GROUP | kind::ENUM);
    let label_fits = match field.label() {
        label::OPTIONAL | label::REPEATED => true,
        label::REQUIRED => !rules.proto3 && !rules.editions,
        _ => false,
    };
    is_named(&field.name)
        && label_fits
        && field.json_name.is_some()
        && refers == is_full(&field.type_name)
        && (field.extendee.is_none() || is_full(&field.extendee))
        && (refers || kind::SCALARS.contains(&field.kind()))
        && (field.kind() != kind::GROUP || !rules.proto3)
        && field
            .default_value
            .as_ref()
            .is_none_or(|value| !rules.proto3 && field.label() != label::REPEATED && is_default(field.kind(), value))
        && (rules.proto3 || !field.proto3_optional())
}

/// Whether a default of this kind can be `value`; enums' are checked where their values are known.
fn is_default(of: i32, value: &str) -> bool {
    match of {
        1 | 2 => value.parse::<f64>().is_ok(),
        3 | 16 | 18 => value.parse::<i64>().is_ok(),
        5 | 15 | 17 => value.parse::<i32>().is_ok(),
        4 | 6 => value.parse::<u64>().is_ok(),
        7 | 13 => value.parse::<u32>().is_ok(),
        8 => matches!(value, "true" | "false"),
        kind::MESSAGE | kind::GROUP => false,
        _ => true,
    }
}

fn is_member(field: &Field, message: &Type, rules: Rules) -> bool {
    let others = || message.fields.iter().filter(|other| other.oneof_index == field.oneof_index).count();
    let oneof_fits = match field.oneof_index {
        Some(at) => usize::try_from(at).is_ok_and(|at| at < message.oneofs.len()) && field.label() == label::OPTIONAL,
        None => true,
    };
    let number = field.number();
    let in_range = |range: &crate::model::Range| (range.start()..range.end()).contains(&number);
    is_field(field, rules)
        && field.extendee.is_none()
        && oneof_fits
        && !(19_000..20_000).contains(&number)
        && !message.extension_ranges.iter().any(in_range)
        && (!field.proto3_optional() || (field.oneof_index.is_some() && others() == 1))
}

fn is_extension(field: &Field, rules: Rules) -> bool {
    is_field(field, Rules { proto3: false, ..rules })
        && field.extendee.is_some()
        && field.oneof_index.is_none()
        && field.label() != label::REQUIRED
        // In proto3 only options are extended, whatever the syntax of the file that defines them.
        && (!rules.proto3 || field.extendee().starts_with(".google.protobuf."))
}

fn is_enum(one: &Enum, rules: Rules) -> bool {
    let starts_right = match one.values.first() {
        Some(first) => first.number() == 0 || !(rules.proto3 || rules.editions),
        None => false,
    };
    let numbers: HashSet<_> = one.values.iter().map(EnumValue::number).collect();
    let may_alias = one.options.as_ref().is_some_and(|options| options.windows(2).any(|pair| pair == ALLOW_ALIAS));
    is_named(&one.name)
        && starts_right
        && may_alias == (numbers.len() < one.values.len())
        && (!rules.proto3 || are_apart(one))
        && one.values.iter().all(|value| is_named(&value.name) && value.number.is_some())
}

/// Whether the values of an enum differ when case, underscores and the enum's own name in front do not count. protoc
/// insists on that in proto3, aliases apart, and warns elsewhere.
fn are_apart(one: &Enum) -> bool {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let prefix = plain(one.name());
    let mut seen = HashMap::new();
    one.values.iter().all(|value| {
        let name = plain(value.name());
        let name = name.strip_prefix(&prefix).filter(|rest| !rest.is_empty()).unwrap_or(&name).to_owned();
        *seen.entry(name).or_insert(value.number()) == value.number()
    })
}

/// The option `allow_alias`, set: field 2, a varint, 1.
pub(crate) const ALLOW_ALIAS: [u8; 2] = [0x10, 0x01];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::built_in;

    /// The request about all the seeds' files.
    fn request() -> Request {
        Request::read(&built_in("").unwrap().pop().unwrap()).unwrap()
    }

    fn file<'r>(request: &'r mut Request, name: &str) -> &'r mut File {
        request.files.iter_mut().find(|file| file.name() == name).unwrap()
    }

    #[test]
    fn what_protoc_would_not_send_is_not_valid() {
        type Break = fn(&mut Request);
        let breaks: &[(&str, Break)] = &[
            ("nothing is asked for", |request| request.file_to_generate.clear()),
            ("a file is asked for twice", |request| request.file_to_generate.push("minimal.proto".into())),
            ("a file is missing", |request| request.file_to_generate.push("missing.proto".into())),
            ("dependencies come later", |request| request.files.reverse()),
            ("a syntax nobody knows", |request| file(request, "minimal.proto").syntax = Some("proto4".into())),
            ("a file's name leads out", |request| file(request, "minimal.proto").name = Some("../a.proto".into())),
            ("no identifier", |request| file(request, "minimal.proto").messages[0].name = Some("a-b".into())),
            ("no name", |request| file(request, "minimal.proto").messages[0].name = None),
            ("a type is missing", |request| {
                file(request, "shapes.proto").messages[0].fields[0].type_name = Some(".nowhere.T".into());
            }),
            ("a reference is not full", |request| {
                file(request, "service.proto").services[0].methods[0].input = Some("FindRequest".into());
            }),
            ("a number is taken", |request| file(request, "scalars.proto").messages[0].fields[0].number = Some(2)),
            ("a number is reserved for protobuf", |request| {
                file(request, "scalars.proto").messages[0].fields[0].number = Some(19_000);
            }),
            ("proto3 requires nothing", |request| {
                file(request, "scalars.proto").messages[0].fields[0].label = Some(label::REQUIRED);
            }),
            ("a default that is no number", |request| {
                let classic = &mut file(request, "classic.proto").messages[1];
                classic.fields[3].default_value = Some("much".into());
            }),
            ("a map's entry without a value", |request| {
                let shape = &mut file(request, "shapes.proto").messages[0];
                shape
                    .nested
                    .iter_mut()
                    .filter(|nested| nested.is_map_entry())
                    .for_each(|entry| entry.fields.truncate(1));
            }),
            ("proto3 begins with 0", |request| file(request, "names.proto").enums[0].values[0].number = Some(5)),
            ("two values with nearly one name", |request| {
                file(request, "names.proto").enums[0].values[1].name = Some("RESULT_NONE".into());
            }),
            ("an alias that is none", |request| {
                file(request, "names.proto").enums[0].options = Some(ALLOW_ALIAS.into());
            }),
            ("a file's option is no text", |request| {
                file(request, "minimal.proto").options = Some(vec![0x5a, 1, 0xff]);
            }),
            ("an element without a place", |request| {
                file(request, "minimal.proto").source.as_mut().unwrap().locations.retain(|place| place.path != [4, 0]);
            }),
            ("a place of nothing", |request| {
                file(request, "minimal.proto").source.as_mut().unwrap().locations[0].path = vec![4, 7];
            }),
        ];
        assert!(is_valid(&request()));
        for (why, change) in breaks {
            let mut broken = request();
            change(&mut broken);
            assert!(!is_valid(&broken), "{why}");
        }
    }
}
