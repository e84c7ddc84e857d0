//! What options mean: each becomes a field of an options message, known or an extension.

use std::collections::HashMap;

use super::ast::{File, Location, NamePart, Options, Type, Value as Written, WrittenOption};
use super::fault::Fault;
use super::limits::MAX_VALUE_DEPTH;
use super::mistakes::Mistakes;
use super::pool::{FieldInfo, NotFound, Pool, Symbol, Wanted};
use super::record::{self, Reading, Record, Value};
use super::text_format;
use super::visit::{Place, each_options};
use super::wire::{Fields, Payload, Writer};

/// `uninterpreted_option` of every options message.
const WRITTEN: i32 = 999;

/// What options are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Known<'p> {
    /// What the files declare so far.
    pub(super) pool: &'p Pool,
    /// The options that there are by themselves, for files that do not import `descriptor.proto`.
    pub(super) built_in: &'p Pool,
    /// The file, in the pool.
    pub(super) file: usize,
}

/// Which options are interpreted at a time: what the plain ones say counts for the values of extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Plain,
    Extensions,
}

/// Where options went: the path of each as it is written, and of the field it became.
pub(super) type Moved = HashMap<Vec<i32>, Vec<i32>>;

/// Interprets those options of `file` whose `turn` it is.
pub(super) fn interpret(known: Known<'_>, file: &mut File, turn: Turn, moved: &mut Moved, mistakes: &mut Mistakes<'_>) {
    each_options(file, &mut |options, place| {
        let mut counts = HashMap::new();
        let mut encoded = options.encoded.take().unwrap_or_default();
        // What is set in another turn has other numbers, so it is not looked at.
        let mut set = Writer::default();
        for (index, option) in options.written.iter().enumerate() {
            let is_extension = option.name.first().is_some_and(|part| part.is_extension);
            if is_extension != (turn == Turn::Extensions) {
                continue;
            }
            let mut one = Interpreting { known, place, option, mistakes, steps: Vec::new() };
            let Some((field, payload)) = one.interpret(&set.0) else { break };
            let mut to = [place.path, &one.steps].concat();
            if field.is_repeated() {
                let count = counts.entry(to.clone()).or_insert(0);
                to.push(*count);
                *count += 1;
            }
            set.0.extend(payload);
            moved.insert([place.path, &[WRITTEN, index as i32]].concat(), to);
        }
        encoded.extend(set.0);
        options.encoded = Some(encoded);
    });
}

/// Notes the options that have no name, such as `()`. Where they stand is not told, as by protoc.
pub(super) fn check_names(file: &mut File, mistakes: &mut Mistakes<'_>) {
    each_options(file, &mut |options, _| {
        if options.written.iter().any(|option| option.name.iter().any(|part| part.name.is_empty())) {
            mistakes.faults.push(Fault::of_file("Uninterpreted option is missing name or value."));
        }
    });
}

/// Puts the fields of all options in the order that protoc's own classes give them.
pub(super) fn settle(known: Known<'_>, file: &mut File) {
    each_options(file, &mut |options, place| {
        if let (Some(encoded), Some(message)) = (&options.encoded, known.built_in.message_named(place.message)) {
            options.encoded = Some(Record::read(known.built_in, message, encoded, Reading::BuiltIn).encode());
        }
    });
}

/// Gives the places of options the paths of the fields that they have become; what is inside them has no place then.
pub(super) fn move_locations(locations: &mut Vec<Location>, moved: &Moved) {
    let mut inside: Option<Vec<i32>> = None;
    locations.retain_mut(|location| {
        if inside.as_ref().is_some_and(|around| location.path.starts_with(around)) {
            return false;
        }
        inside = None;
        if let Some(to) = moved.get(&location.path) {
            inside = Some(std::mem::replace(&mut location.path, to.clone()));
        }
        true
    });
}

/// The option with this number among those that are encoded.
pub(super) fn flag(options: &Options, number: u32) -> Option<u64> {
    flags(options, number).next()
}

/// The values of the repeated option with this number among those that are encoded.
pub(super) fn flags(options: &Options, number: u32) -> impl Iterator<Item = u64> {
    let encoded = options.encoded.as_deref().unwrap_or_default();
    Fields(encoded).filter(move |(other, _)| *other == number).filter_map(|(_, payload)| match payload {
        Payload::Varint(value) => Some(value),
        _ => None,
    })
}

struct Interpreting<'p, 'o, 'm, 'l> {
    known: Known<'p>,
    place: &'o Place<'o>,
    option: &'o WrittenOption,
    mistakes: &'m mut Mistakes<'l>,
    /// The numbers of the fields that the option's name leads through.
    steps: Vec<i32>,
}

impl<'p> Interpreting<'p, '_, '_, '_> {
    /// The field that is set, and the encoded options with nothing but that; `None` if it is wrong, which has been noted.
    fn interpret(&mut self, set: &[u8]) -> Option<(&'p FieldInfo, Vec<u8>)> {
        let Known { pool, built_in, .. } = self.known;
        let root = pool.message_named(self.place.message).map(|message| (pool, message));
        let root = root.or_else(|| built_in.message_named(self.place.message).map(|message| (built_in, message)));
        let Some((pool, mut message)) = root else {
            return self.wrong_name(format!("there are no {} to set", self.place.message));
        };
        let option = self.option;
        if option.name.first().is_some_and(|part| part.name == "uninterpreted_option") {
            return self.wrong_name("Option must not use reserved name \"uninterpreted_option\".".into());
        }
        if option.name.len() > MAX_VALUE_DEPTH {
            return self.wrong_name(format!(
                "the option's name has {} parts, and this compiler follows no more than {MAX_VALUE_DEPTH}",
                option.name.len()
            ));
        }
        if option.name.first().is_some_and(|part| !part.is_extension && part.name == "features") {
            return self.wrong_name("Features are only valid under editions.".into());
        }
        let mut way = Vec::new();
        let mut shown = String::new();
        for (index, part) in option.name.iter().enumerate() {
            shown += if index == 0 { "" } else { "." };
            shown += &if part.is_extension { format!("({})", part.name) } else { part.name.clone() };
            let field = self.part(part, pool, message, &shown)?;
            self.steps.push(field.number);
            way.push(field);
            if index + 1 == option.name.len() {
                break;
            }
            if field.is_repeated() && field.kind.is_message() {
                return self.wrong_name(format!(
                    "Option field \"{shown}\" is a repeated message. Repeated message options must be initialized using \
                     an aggregate value."
                ));
            }
            let Some(next) = field.message() else {
                return self.wrong_name(format!("Option \"{shown}\" is an atomic type, not a message."));
            };
            message = next;
        }
        let (innermost, around) = way.split_last()?;
        if !innermost.is_repeated() && is_set(set, around, innermost) {
            return self.wrong_name(format!("Option \"{shown}\" was already set."));
        }
        let value = match self.value(pool, innermost) {
            Ok(value) => value,
            Err(message) => {
                self.mistakes.add_at(option.value_at, message);
                return None;
            }
        };
        let mut payload = Writer::default();
        innermost.write_one(&value, &mut payload);
        for field in around.iter().rev() {
            let inner = Value::Bytes(std::mem::take(&mut payload.0));
            field.write_one(&inner, &mut payload);
        }
        Some((innermost, payload.0))
    }

    fn wrong_name<T>(&mut self, message: String) -> Option<T> {
        self.mistakes.add_at(self.option.name_at, message);
        None
    }

    /// The field of `message` that a part of the name stands for.
    fn part(&mut self, part: &NamePart, pool: &'p Pool, message: usize, shown: &str) -> Option<&'p FieldInfo> {
        let found = match part.is_extension {
            false => pool.messages[message].by_name.get(&part.name).map(|index| &pool.fields[*index]),
            true => match self.known.pool.look_up(self.known.file, &part.name, self.place.scope, Wanted::Anything) {
                Ok(Symbol::Field { index, .. }) => Some(&self.known.pool.fields[index]),
                Err(NotFound::Hidden(resolved)) => {
                    return self.wrong_name(format!(
                        "Option \"{shown}\" is resolved to \"({resolved})\", which is not defined. The innermost scope \
                         is searched first in name resolution. Consider using a leading '.'(i.e., \"(.{}\") to start \
                         from the outermost scope.",
                        &shown[1..]
                    ));
                }
                _ => None,
            },
        };
        let Some(field) = found else {
            return self.wrong_name(format!(
                "Option \"{shown}\" unknown. Ensure that your proto definition file imports the proto which defines the \
                 option (i.e. via import option after edition 2024)."
            ));
        };
        let is_member = field.of == Some(message) && (!part.is_extension || std::ptr::eq(pool, self.known.pool));
        if !is_member {
            let name = &pool.messages[message].name;
            return self
                .wrong_name(format!("Option field \"{shown}\" is not a field or extension of message \"{name}\"."));
        }
        Some(field)
    }

    fn value(&self, pool: &'p Pool, field: &FieldInfo) -> Result<Value, String> {
        let name = &field.full_name;
        let written = &self.option.value;
        if let Some((least, most)) = record::bounds(field.kind) {
            let sign = if least < 0 { "" } else { "u" };
            let bits = if most > i128::from(u32::MAX) { 64 } else { 32 };
            let bounds = format!("{least} to {most}, for {sign}int{bits} option \"{name}\".");
            let value = match written {
                Written::Positive(value) => i128::from(*value),
                Written::Negative(value) if least < 0 => i128::from(*value),
                _ => return Err(format!("Value must be integer, from {bounds}")),
            };
            return match (least..=most).contains(&value) {
                true => Ok(record::integer(field.kind, value)),
                false => Err(format!("Value out of range, {bounds}")),
            };
        }
        match (field.kind, written) {
            (Type::Float | Type::Double, _) => {
                let value = match written {
                    Written::Double(value) => *value,
                    Written::Positive(value) if field.kind == Type::Float => f64::from(*value as f32),
                    Written::Negative(value) if field.kind == Type::Float => f64::from(*value as f32),
                    Written::Positive(value) => *value as f64,
                    Written::Negative(value) => *value as f64,
                    Written::Identifier(name) if name == "inf" => f64::INFINITY,
                    Written::Identifier(name) if name == "nan" => f64::NAN,
                    _ => {
                        let kind = field.kind.keyword();
                        return Err(format!("Value must be number for {kind} option \"{name}\"."));
                    }
                };
                Ok(match field.kind {
                    Type::Float => Value::Fixed32((value as f32).to_bits()),
                    _ => Value::Fixed64(value.to_bits()),
                })
            }
            (Type::Bool, Written::Identifier(value)) if value == "true" => Ok(Value::Varint(1)),
            (Type::Bool, Written::Identifier(value)) if value == "false" => Ok(Value::Varint(0)),
            (Type::Bool, Written::Identifier(_)) => {
                Err(format!("Value must be \"true\" or \"false\" for boolean option \"{name}\"."))
            }
            (Type::Bool, _) => Err(format!("Value must be identifier for boolean option \"{name}\".")),
            (Type::Enum, Written::Identifier(value)) => {
                let an_enum = field.type_index.map(|index| &pool.enums[index]);
                let an_enum = an_enum.ok_or_else(|| format!("the type of option \"{name}\" is not known"))?;
                let number = an_enum.number_of(value).ok_or_else(|| {
                    let of = &an_enum.full_name;
                    format!("Enum type \"{of}\" has no value named \"{value}\" for option \"{name}\".")
                })?;
                Ok(Value::Varint(i64::from(number) as u64))
            }
            (Type::Enum, _) => Err(format!("Value must be identifier for enum-valued option \"{name}\".")),
            (Type::String | Type::Bytes, Written::Text(value)) => Ok(Value::Bytes(value.clone())),
            (Type::String | Type::Bytes, _) => {
                Err(format!("Value must be quoted string for string option \"{name}\"."))
            }
            (_, Written::Aggregate(text)) => {
                let message = field.message().ok_or_else(|| format!("the type of option \"{name}\" is not known"))?;
                let file = std::ptr::eq(pool, self.known.pool).then_some(self.known.file);
                let parsed = text_format::parse(pool, file, message, text);
                parsed
                    .map(Value::Bytes)
                    .map_err(|error| format!("Error while parsing option value for \"{}\": {error}", field.name))
            }
            _ => Err(format!(
                "Option \"{name}\" is a message. To set the entire message, use syntax like \"{0} = {{ <proto text format> \
                 }}\". To set fields within it, use syntax like \"{0}.foo = value\".",
                field.name
            )),
        }
    }
}

/// Whether the options that are `set` have the field `innermost`, behind those `around` it.
fn is_set(set: &[u8], around: &[&FieldInfo], innermost: &FieldInfo) -> bool {
    let Some((outermost, around)) = around.split_first() else {
        return Fields(set).any(|(number, _)| number == innermost.number as u32);
    };
    Fields(set).filter(|(number, _)| *number == outermost.number as u32).any(|(_, payload)| match payload {
        Payload::Bytes(inner) | Payload::Group(inner) => is_set(inner, around, innermost),
        _ => false,
    })
}
