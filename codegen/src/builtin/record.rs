//! A message by its fields: what the values of options become, and what encoded options are read into.

use std::collections::BTreeMap;

use super::ast::Type;
use super::pool::{FieldInfo, Pool};
use super::wire::{Fields, Payload, Writer};

/// A value; of a message, it is encoded.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Bytes(Vec<u8>),
}

/// The fields of a message, by number, as serializers write them; those that are not known come last, as they came.
#[derive(Debug)]
pub(super) struct Record<'p> {
    pool: &'p Pool,
    message: usize,
    known: BTreeMap<u32, (&'p FieldInfo, Vec<Value>)>,
    unknown: Vec<u8>,
}

/// How options are read: which fields are known, and which are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// As protoc itself knows them: extensions are none of its business.
    BuiltIn,
    /// With extensions, and without what is for the source alone.
    ForPlugins,
}

/// What becomes of fields of text or JSON that are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    /// They are a mistake.
    Refused,
    PassedOver,
}

impl<'p> Record<'p> {
    pub(super) fn new(pool: &'p Pool, message: usize) -> Self {
        Self { pool, message, known: BTreeMap::new(), unknown: Vec::new() }
    }

    pub(super) fn add(&mut self, field: &'p FieldInfo, value: Value) {
        self.known.entry(field.number as u32).or_insert((field, Vec::new())).1.push(value);
    }

    pub(super) fn has(&self, field: &FieldInfo) -> bool {
        self.known.get(&(field.number as u32)).is_some_and(|(_, values)| field.is_written(values))
    }

    /// A field that is set and a member of the same oneof as `field`.
    pub(super) fn rival(&self, field: &FieldInfo) -> Option<&'p FieldInfo> {
        field.oneof?;
        let members = self.known.values().map(|(other, _)| *other);
        members
            .filter(|other| other.of == field.of && other.oneof == field.oneof)
            .find(|other| other.number != field.number)
    }

    /// The names of fields that are required and not set.
    pub(super) fn missing(&self) -> Vec<&'p str> {
        let fields = self.pool.messages[self.message].fields.iter().map(|index| &self.pool.fields[*index]);
        let required = fields.filter(|field| field.label == super::ast::Label::Required);
        required.filter(|field| !self.known.contains_key(&(field.number as u32))).map(|field| &*field.name).collect()
    }

    /// The encoded message.
    pub(super) fn encode(mut self) -> Vec<u8> {
        let info = &self.pool.messages[self.message];
        if info.is_map_entry {
            // Both are written, set or not.
            for field in info.fields.iter().map(|index| &self.pool.fields[*index]) {
                self.known.entry(field.number as u32).or_insert_with(|| (field, vec![self.pool.zero(field)]));
            }
        }
        let mut writer = Writer::default();
        for (field, values) in self.known.values() {
            if info.is_message_set {
                values.iter().for_each(|value| write_set_item(&mut writer, field.number as u32, value));
            } else if info.is_map_entry || field.is_written(values) {
                field.write(values, &mut writer);
            }
        }
        writer.0.extend(self.unknown);
        writer.0
    }

    /// Reads the encoded message `bytes`; what one field says in pieces is put together.
    pub(super) fn read(pool: &'p Pool, message: usize, bytes: &[u8], reading: Reading) -> Self {
        let mut record = Self::new(pool, message);
        for (number, payload) in Fields(bytes) {
            let field = match reading {
                Reading::BuiltIn => {
                    pool.messages[message].by_number.get(&(number as i32)).map(|index| &pool.fields[*index])
                }
                Reading::ForPlugins => pool.field_of(message, number as i32),
            };
            match field.and_then(|field| Some((field, field.values(payload)?))) {
                Some((field, _)) if field.is_source_only && reading == Reading::ForPlugins => {}
                Some((field, values)) => record.merge(field, values),
                None => {
                    let mut writer = Writer(std::mem::take(&mut record.unknown));
                    writer.field(number, payload);
                    record.unknown = writer.0;
                }
            }
        }
        for (field, values) in record.known.values_mut() {
            if let Some(nested) = field.message() {
                for value in values {
                    if let Value::Bytes(bytes) = value {
                        *bytes = Self::read(pool, nested, bytes, reading).encode();
                    }
                }
            }
        }
        record
    }

    fn merge(&mut self, field: &'p FieldInfo, values: Vec<Value>) {
        let (_, known) = self.known.entry(field.number as u32).or_insert((field, Vec::new()));
        for value in values {
            match (known.last_mut(), &value) {
                // Messages in pieces are one behind the other.
                (Some(Value::Bytes(before)), Value::Bytes(bytes))
                    if !field.is_repeated() && field.kind.is_message() =>
                {
                    before.extend_from_slice(bytes);
                }
                (Some(before), _) if !field.is_repeated() => *before = value,
                _ => known.push(value),
            }
        }
    }
}

/// An extension of a message set.
fn write_set_item(writer: &mut Writer, number: u32, value: &Value) {
    let mut item = Writer::default();
    item.field(2, Payload::Varint(number.into()));
    if let Value::Bytes(bytes) = value {
        item.field(3, Payload::Bytes(bytes));
    }
    writer.field(1, Payload::Group(&item.0));
}

impl Pool {
    /// What `field` is where it is not set.
    fn zero(&self, field: &FieldInfo) -> Value {
        match field.kind {
            Type::String | Type::Bytes | Type::Message | Type::Group => Value::Bytes(Vec::new()),
            Type::Double | Type::Fixed64 | Type::Sfixed64 => Value::Fixed64(0),
            Type::Float | Type::Fixed32 | Type::Sfixed32 => Value::Fixed32(0),
            Type::Enum => {
                let first = field.type_index.and_then(|index| self.enums[index].values.first());
                Value::Varint(first.map_or(0, |(_, number)| i64::from(*number) as u64))
            }
            _ => Value::Varint(0),
        }
    }
}

impl FieldInfo {
    /// Whether a serializer writes the field with these `values`.
    fn is_written(&self, values: &[Value]) -> bool {
        let is_zero = |value: &Value| match value {
            Value::Varint(number) | Value::Fixed64(number) => *number == 0,
            Value::Fixed32(number) => *number == 0,
            Value::Bytes(bytes) => bytes.is_empty(),
        };
        self.is_repeated() || self.has_presence || !values.iter().all(is_zero)
    }

    /// The values in a `payload`, which may be packed; `None` if it is of another type.
    fn values(&self, payload: Payload<'_>) -> Option<Vec<Value>> {
        let single = match (payload, self.kind) {
            (Payload::Bytes(packed), kind) if kind.is_packable() && self.is_repeated() => return self.unpacked(packed),
            (Payload::Group(bytes), Type::Group) => Value::Bytes(bytes.to_vec()),
            (Payload::Bytes(bytes), Type::String | Type::Bytes | Type::Message) => Value::Bytes(bytes.to_vec()),
            (Payload::Fixed64(number), Type::Double | Type::Fixed64 | Type::Sfixed64) => Value::Fixed64(number),
            (Payload::Fixed32(number), Type::Float | Type::Fixed32 | Type::Sfixed32) => Value::Fixed32(number),
            (
                Payload::Varint(number),
                Type::Int32
                | Type::Int64
                | Type::Uint32
                | Type::Uint64
                | Type::Sint32
                | Type::Sint64
                | Type::Bool
                | Type::Enum,
            ) => Value::Varint(number),
            _ => return None,
        };
        Some(vec![single])
    }

    fn unpacked(&self, packed: &[u8]) -> Option<Vec<Value>> {
        let mut fields = Fields(packed);
        let mut values = Vec::new();
        while !fields.0.is_empty() {
            values.push(match self.kind {
                Type::Double | Type::Fixed64 | Type::Sfixed64 => {
                    Value::Fixed64(u64::from_le_bytes(fields.split(8)?.try_into().ok()?))
                }
                Type::Float | Type::Fixed32 | Type::Sfixed32 => {
                    Value::Fixed32(u32::from_le_bytes(fields.split(4)?.try_into().ok()?))
                }
                _ => Value::Varint(fields.varint()?),
            });
        }
        Some(values)
    }

    fn write(&self, values: &[Value], writer: &mut Writer) {
        let number = self.number as u32;
        if self.is_repeated() && self.is_packed {
            let mut packed = Writer::default();
            for value in values {
                match value {
                    Value::Varint(number) => packed.varint(*number),
                    Value::Fixed64(number) => packed.0.extend(number.to_le_bytes()),
                    Value::Fixed32(number) => packed.0.extend(number.to_le_bytes()),
                    Value::Bytes(_) => {}
                }
            }
            return writer.bytes(number, packed.0);
        }
        values.iter().for_each(|value| self.write_one(value, writer));
    }

    /// Writes one value, as it is written alone.
    pub(super) fn write_one(&self, value: &Value, writer: &mut Writer) {
        let payload = match value {
            Value::Varint(number) => Payload::Varint(*number),
            Value::Fixed64(number) => Payload::Fixed64(*number),
            Value::Fixed32(number) => Payload::Fixed32(*number),
            Value::Bytes(bytes) if self.kind == Type::Group => Payload::Group(bytes),
            Value::Bytes(bytes) => Payload::Bytes(bytes),
        };
        writer.field(self.number as u32, payload);
    }
}

/// An integer as a field of the type `kind` has it.
pub(super) fn integer(kind: Type, value: i128) -> Value {
    let narrow = value as i32;
    let wide = value as i64;
    match kind {
        Type::Sint32 => Value::Varint(u64::from(((narrow << 1) ^ (narrow >> 31)) as u32)),
        Type::Sint64 => Value::Varint(((wide << 1) ^ (wide >> 63)) as u64),
        Type::Fixed32 | Type::Sfixed32 => Value::Fixed32(value as u32),
        Type::Fixed64 | Type::Sfixed64 => Value::Fixed64(value as u64),
        _ => Value::Varint(value as u64),
    }
}

/// The least and the most that a field of the type `kind` holds, if it is one of integers.
pub(super) fn bounds(kind: Type) -> Option<(i128, i128)> {
    Some(match kind {
        Type::Int32 | Type::Sint32 | Type::Sfixed32 => (i32::MIN.into(), i32::MAX.into()),
        Type::Int64 | Type::Sint64 | Type::Sfixed64 => (i64::MIN.into(), i64::MAX.into()),
        Type::Uint32 | Type::Fixed32 => (0, u32::MAX.into()),
        Type::Uint64 | Type::Fixed64 => (0, u64::MAX.into()),
        _ => return None,
    })
}
