//! Fields, with their types, default values and options.

use super::{Fault, Parser, Place, Result, below, count, path};
use crate::builtin::ast::{Field, Label, Message, Type};
use crate::builtin::literal;

/// Numbers of a field's own fields in its descriptor.
mod number {
    pub(super) const NUMBER: i32 = 3;
    pub(super) const TYPE: i32 = 5;
    pub(super) const TYPE_NAME: i32 = 6;
    pub(super) const DEFAULT: i32 = 7;
    pub(super) const OPTIONS: i32 = 8;
    pub(super) const JSON_NAME: i32 = 10;
}

/// A field's type as it is written: a keyword's, or a name.
enum Written {
    Known(Type),
    Named(String),
}

impl Written {
    fn give(self, field: &mut Field) {
        match self {
            Self::Known(kind) => field.kind = Some(kind),
            Self::Named(name) => field.type_name = Some(name),
        }
    }
}

impl Parser<'_> {
    /// The rest of a field, behind its label. What it declares beside itself becomes part of `nested`, the messages in
    /// the scope at `scope`.
    #[expect(clippy::too_many_arguments, reason = "a field stands in two places at once: its own and its scope's")]
    pub(super) fn field(
        &mut self,
        at: &[i32],
        place: Place,
        has_label: bool,
        field: &mut Field,
        scope: &[i32],
        nested_number: i32,
        nested: &mut Vec<Message>,
    ) -> Result {
        let map = self.field_type(at, has_label, field)?;
        let name_token = self.current();
        let name_place = self.open(&below(at, &[path::NAME]));
        field.name = self.identifier("Expected field name.")?;
        self.close(name_place);
        self.expect_or("=", "Missing field number.")?;
        let number_place = self.open(&below(at, &[number::NUMBER]));
        field.number = self.positive("Expected field number.")?;
        self.close(number_place);
        self.field_options(at, field)?;
        if field.kind == Some(Type::Group) {
            let group_at = below(scope, &[nested_number, count(nested)]);
            let group_place = self.open(&group_at);
            let (line, column) = {
                let span = &self.file.locations[place.0].span;
                (span[0], span[1])
            };
            self.file.locations[group_place.0].span = vec![line, column];
            let mut group = Message { name: field.name.clone(), ..Message::default() };
            self.place_of_token(&below(&group_at, &[path::NAME]), name_token, name_token);
            self.place_of_token(&below(at, &[number::TYPE_NAME]), name_token, name_token);
            if !group.name.starts_with(|first: char| first.is_ascii_uppercase()) {
                let message = "Group names must start with a capital letter.";
                self.note(Fault::at(name_token.line, name_token.column, message));
            }
            field.name.make_ascii_lowercase();
            field.type_name = Some(group.name.clone());
            if !self.looks_at("{") {
                return Err(self.fault("Missing group body."));
            }
            self.deeper(|parser| parser.message_block(&group_at, group_place, &mut group))?;
            self.close(group_place);
            nested.push(group);
        } else {
            self.end_of_declaration(";", Some(place))?;
        }
        if let Some((key, value)) = map {
            let entry = map_entry(field, key, value);
            nested.push(entry);
        }
        Ok(())
    }

    /// The type; of a map, the types of its keys and values.
    fn field_type(&mut self, at: &[i32], has_label: bool, field: &mut Field) -> Result<Option<(Written, Written)>> {
        let place = self.open(at);
        let is_named_map = self.try_take("map");
        if is_named_map && self.looks_at("<") {
            if field.oneof.is_some() {
                return Err(self.fault("Map fields are not allowed in oneofs."));
            }
            if has_label {
                let message = "Field labels (required/optional/repeated) are not allowed on map fields.";
                return Err(self.fault(message));
            }
            if field.extendee.is_some() {
                return Err(self.fault("Map fields are not allowed to be extensions."));
            }
            field.label = Label::Repeated;
            self.expect("<")?;
            let key = self.written_type()?;
            self.expect(",")?;
            let value = self.written_type()?;
            self.expect(">")?;
            self.file.locations[place.0].path.push(number::TYPE_NAME);
            self.close(place);
            return Ok(Some((key, value)));
        }
        if !has_label && !self.file.is_proto3 {
            self.note(self.fault("Expected \"required\", \"optional\", or \"repeated\"."));
        }
        let written = if is_named_map { Written::Named("map".into()) } else { self.written_type()? };
        let step = if matches!(written, Written::Known(_)) { number::TYPE } else { number::TYPE_NAME };
        self.file.locations[place.0].path.push(step);
        self.close(place);
        written.give(field);
        Ok(None)
    }

    fn written_type(&mut self) -> Result<Written> {
        match Type::of_keyword(self.current().text) {
            Some(kind) => {
                self.next();
                Ok(Written::Known(kind))
            }
            None => Ok(Written::Named(self.user_type()?)),
        }
    }

    /// The name of a message or an enum.
    pub(super) fn user_type(&mut self) -> Result<String> {
        if Type::of_keyword(self.current().text).is_some() {
            self.note(self.fault("Expected message type."));
            let name = String::from_utf8_lossy(self.current().text).into_owned();
            self.next();
            return Ok(name);
        }
        let mut name = String::new();
        if self.try_take(".") {
            name.push('.');
        }
        name += &self.identifier("Expected type name.")?;
        while self.try_take(".") {
            name.push('.');
            name += &self.identifier("Expected identifier.")?;
        }
        Ok(name)
    }

    fn field_options(&mut self, at: &[i32], field: &mut Field) -> Result {
        if !self.looks_at("[") {
            return Ok(());
        }
        let options_at = below(at, &[number::OPTIONS]);
        let place = self.open(&options_at);
        self.next();
        loop {
            match self.current().text {
                b"default" => self.default_value(at, field)?,
                b"json_name" => self.json_name(at, field)?,
                _ => self.option_assignment(&options_at, &mut field.options)?,
            }
            if !self.try_take(",") {
                break;
            }
        }
        self.expect("]")?;
        self.close(place);
        Ok(())
    }

    fn json_name(&mut self, at: &[i32], field: &mut Field) -> Result {
        if field.json_name.take().is_some() {
            self.note(self.fault("Already set option \"json_name\"."));
        }
        let at = below(at, &[number::JSON_NAME]);
        let place = self.open(&at);
        self.next();
        self.expect("=")?;
        let value_place = self.open(&at);
        field.json_name = Some(self.string("Expected string for JSON name.")?);
        self.close(value_place);
        self.close(place);
        Ok(())
    }

    fn default_value(&mut self, at: &[i32], field: &mut Field) -> Result {
        if field.default.take().is_some() {
            self.note(self.fault("Already set option \"default\"."));
        }
        self.next();
        self.expect("=")?;
        let place = self.open(&below(at, &[number::DEFAULT]));
        field.default = Some(match field.kind {
            // An enum's, if it is one: what the name stands for is not known yet.
            None => {
                let text = self.current().text.to_vec();
                self.next();
                text
            }
            Some(kind) => self.default_of(kind)?,
        });
        self.close(place);
        Ok(())
    }

    fn default_of(&mut self, kind: Type) -> Result<Vec<u8>> {
        let expected_integer = "Expected integer for field default value.";
        Ok(match kind {
            Type::Int32 | Type::Int64 | Type::Sint32 | Type::Sint64 | Type::Sfixed32 | Type::Sfixed64 => {
                let is_narrow = matches!(kind, Type::Int32 | Type::Sint32 | Type::Sfixed32);
                let most = if is_narrow { i32::MAX as u64 } else { i64::MAX as u64 };
                if self.try_take("-") {
                    let value = self.integer(most + 1, expected_integer)?;
                    (value as i64).wrapping_neg().to_string().into_bytes()
                } else {
                    self.integer(most, expected_integer)?.to_string().into_bytes()
                }
            }
            Type::Uint32 | Type::Uint64 | Type::Fixed32 | Type::Fixed64 => {
                let most = if matches!(kind, Type::Uint32 | Type::Fixed32) { u32::MAX.into() } else { u64::MAX };
                if self.try_take("-") {
                    self.note(self.fault("Unsigned field can't have negative default value."));
                }
                self.integer(most, expected_integer)?.to_string().into_bytes()
            }
            Type::Float | Type::Double => {
                let is_negative = self.try_take("-");
                let value = self.number("Expected number.")?;
                if value.is_nan() {
                    return Ok(b"nan".to_vec());
                }
                let value = if is_negative { -value } else { value };
                let text = match kind {
                    Type::Float => literal::single_precision(literal::rounded(value)),
                    _ => literal::double(value),
                };
                text.into_bytes()
            }
            Type::Bool => {
                let text = self.current().text;
                if !matches!(text, b"true" | b"false") {
                    return Err(self.fault("Expected \"true\" or \"false\"."));
                }
                self.next();
                text.to_vec()
            }
            Type::String => self.string("Expected string for field default value.")?,
            Type::Bytes => literal::escaped(&self.string("Expected string.")?),
            Type::Enum => self.identifier("Expected enum identifier for field default value.")?.into_bytes(),
            Type::Message | Type::Group => return Err(self.fault("Messages can't have default values.")),
        })
    }
}

/// The message of a map field's entries; the field gets its name as its type.
fn map_entry(field: &mut Field, key: Written, value: Written) -> Message {
    let mut name = String::new();
    let mut capital = true;
    for letter in field.name.chars() {
        match letter {
            '_' => capital = true,
            _ if std::mem::take(&mut capital) => name.push(letter.to_ascii_uppercase()),
            _ => name.push(letter),
        }
    }
    name += "Entry";
    field.type_name = Some(name.clone());
    let part = |name: &str, number, written: Written| {
        let mut part = Field { name: name.into(), number, ..Field::default() };
        written.give(&mut part);
        part
    };
    let mut entry = Message {
        name,
        fields: vec![part("key", 1, key), part("value", 2, value)],
        is_map_entry: true,
        ..Message::default()
    };
    // `option map_entry = true`.
    entry.options.encoded = Some(vec![7 << 3, 1]);
    entry
}
