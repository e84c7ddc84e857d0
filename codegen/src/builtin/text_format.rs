//! Values of options that are messages, which are written in the text format.
//!
//! Specification: <https://protobuf.dev/reference/protobuf/textformat-spec/>

use super::ast::Type;
use super::limits::MAX_VALUE_DEPTH;
use super::literal;
use super::pool::{FieldInfo, Pool, Symbol, Wanted};
use super::record::{self, Record, Unknown, Value};
use super::token::{Kind, Language, Token, Tokens, is_identifier};

type Result<T = ()> = std::result::Result<T, String>;

/// The encoded message of the type `message` that `text` stands for, in the pool's file `file`.
///
/// # Errors
///
/// It is no such message: what is wrong with it.
pub(super) fn parse(pool: &Pool, file: Option<usize>, message: usize, text: &[u8]) -> Result<Vec<u8>> {
    Reader::of(pool, file, text).whole(message)
}

/// The same for a message that is a file of its own: extensions have their full names there, and the pool's first file sees
/// them all.
///
/// # Errors
///
/// Those of [`parse`], with their lines.
pub(super) fn parse_file(pool: &Pool, message: usize, text: &[u8], unknown: Unknown) -> Result<Vec<u8>> {
    let mut reader = Reader { of_file: Some(unknown), ..Reader::of(pool, Some(0), text) };
    let read = reader.whole(message);
    read.map_err(|error| format!("line {}: {error}", reader.current().line + 1))
}

fn complete(record: Record<'_>) -> Result<Vec<u8>> {
    let missing = record.missing();
    if missing.is_empty() {
        Ok(record.encode())
    } else {
        Err(format!("Message missing required fields: {}", missing.join(", ")))
    }
}

struct Reader<'p> {
    pool: &'p Pool,
    /// Whose imports count for the names of extensions; `None` where there are no extensions.
    file: Option<usize>,
    tokens: Tokens<'p>,
    depth: usize,
    /// What becomes of unknown fields, if this is a file of its own.
    of_file: Option<Unknown>,
}

impl<'p> Reader<'p> {
    fn of(pool: &'p Pool, file: Option<usize>, text: &'p [u8]) -> Self {
        Self { pool, file, tokens: Tokens::new(text, Language::TextFormat), depth: 0, of_file: None }
    }

    fn whole(&mut self, message: usize) -> Result<Vec<u8>> {
        self.tokens.next();
        let mut record = Record::new(self.pool, message);
        let read = self.fields(&mut record, message, |reader| reader.current().kind == Kind::End);
        match (self.tokens.faults.drain(..).next(), read) {
            (Some(fault), _) => Err(fault.message),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => complete(record),
        }
    }

    fn skips_unknown(&self) -> bool {
        self.of_file == Some(Unknown::PassedOver)
    }

    fn current(&self) -> Token<'p> {
        self.tokens.current
    }

    fn looks_at(&self, text: &[u8]) -> bool {
        self.current().text == text
    }

    fn try_take(&mut self, text: &[u8]) -> bool {
        let found = self.looks_at(text);
        if found {
            self.tokens.next();
        }
        found
    }

    fn expect(&mut self, text: &str) -> Result {
        if self.try_take(text.as_bytes()) {
            return Ok(());
        }
        Err(format!("Expected \"{text}\", found \"{}\".", self.shown()))
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(self.current().text).into_owned()
    }

    fn fields(&mut self, record: &mut Record<'p>, message: usize, is_end: impl Fn(&Self) -> bool) -> Result {
        while !is_end(self) {
            self.field(record, message)?;
            let _ = self.try_take(b";") || self.try_take(b",");
        }
        Ok(())
    }

    fn field(&mut self, record: &mut Record<'p>, message: usize) -> Result {
        let pool = self.pool;
        let info = &pool.messages[message];
        if self.looks_at(b"[") && info.full_name == "google.protobuf.Any" {
            return self.any(record, message);
        }
        let name;
        let field = if self.looks_at(b"[") {
            name = self.bracketed()?;
            if name.contains('/') {
                return Err("Extension name contains \"/\"".into());
            }
            let found = self.extension(&name, message);
            if found.is_none() && !self.skips_unknown() {
                return Err(format!(
                    "Extension \"{name}\" is not defined or is not an extension of \"{}\".",
                    info.full_name
                ));
            }
            found
        } else {
            name = self.identifier()?;
            match pool.member(message, &name) {
                Some(field) => Some(field),
                None if self.skips_unknown() || info.reserved_names.contains(name.as_bytes()) => None,
                None => return Err(format!("Message type \"{}\" has no field named \"{name}\".", info.full_name)),
            }
        };
        let Some(field) = field else { return self.skip_field_value() };
        if !field.is_repeated() {
            if record.has(field) {
                return Err(format!("Non-repeated field \"{name}\" is specified multiple times."));
            }
            if let Some(rival) = record.rival(field) {
                let rival = &rival.name;
                return Err(format!(
                    "Field \"{name}\" is specified along with field \"{rival}\", another member of its oneof."
                ));
            }
        }
        let is_message = field.message().is_some();
        if !self.try_take(b":") && !is_message {
            return Err(format!("Expected \":\", found \"{}\".", self.shown()));
        }
        if !(field.is_repeated() && self.try_take(b"[")) {
            let value = self.value(field)?;
            record.add(field, value);
            return Ok(());
        }
        if self.try_take(b"]") {
            return Ok(());
        }
        loop {
            let value = self.value(field)?;
            record.add(field, value);
            if self.try_take(b"]") {
                return Ok(());
            }
            self.expect(",")?;
        }
    }

    fn identifier(&mut self) -> Result<String> {
        if self.current().kind != Kind::Identifier {
            return Err(format!("Expected identifier, got: {}", self.shown()));
        }
        let name = self.shown();
        self.tokens.next();
        Ok(name)
    }

    /// What stands between brackets: the name of an extension, or the URL of a type.
    fn bracketed(&mut self) -> Result<String> {
        self.tokens.urls = true;
        self.tokens.next();
        let mut name = String::new();
        while self.current().kind == Kind::Url {
            name += &self.shown();
            self.tokens.next();
        }
        self.tokens.urls = false;
        self.expect("]")?;
        let last = name.rsplit('/').next().unwrap_or(&name);
        match last.split('.').find(|part| !is_identifier(part.as_bytes())) {
            Some(part) => Err(format!("Invalid identifier in type name, got: \"{part}\"")),
            None => Ok(name),
        }
    }

    /// The extension of `message` that is called `name` here.
    fn extension(&self, name: &str, message: usize) -> Option<&'p FieldInfo> {
        let info = &self.pool.messages[message];
        let name = if self.of_file.is_some() { format!(".{name}") } else { name.to_owned() };
        match self.pool.look_up(self.file?, &name, &info.full_name, Wanted::Anything).ok()? {
            Symbol::Field { index, .. } => Some(&self.pool.fields[index])
                .filter(|field| field.of == Some(message) && !info.fields.contains(&index)),
            // An extension of a message set may go by the name of its type.
            Symbol::Message { index, .. } if info.is_message_set => {
                let declared = self.pool.messages[index].declares.iter().map(|field| &self.pool.fields[*field]);
                declared.filter(|field| field.of == Some(message)).find(|field| field.message() == Some(index))
            }
            _ => None,
        }
    }

    fn any(&mut self, record: &mut Record<'p>, message: usize) -> Result {
        let url = self.bracketed()?;
        let Some((prefix, name)) = url.rsplit_once('/') else { return Err("Type URL prefix is missing".into()) };
        let _ = self.try_take(b":");
        let known = matches!(prefix, "type.googleapis.com" | "type.googleprod.com");
        let found = self.file.filter(|_| known).and_then(|file| {
            match self.pool.look_up(file, &format!(".{name}"), "", Wanted::Type).ok()? {
                Symbol::Message { index, .. } => Some(index),
                _ => None,
            }
        });
        let Some(of) = found else {
            return Err(format!("Could not find type \"{url}\" stored in google.protobuf.Any."));
        };
        let encoded = self.nested(of)?;
        for (member, value) in [("type_url", url.into_bytes()), ("value", encoded)] {
            let field = self.pool.member(message, member).ok_or("google.protobuf.Any is another message")?;
            if record.has(field) {
                return Err("Non-repeated Any specified multiple times.".into());
            }
            record.add(field, Value::Bytes(value));
        }
        Ok(())
    }

    /// A message between braces or angle brackets, encoded.
    fn nested(&mut self, message: usize) -> Result<Vec<u8>> {
        self.deeper()?;
        let is_angle = self.try_take(b"<");
        if !is_angle {
            self.expect("{")?;
        }
        let mut record = Record::new(self.pool, message);
        self.fields(&mut record, message, |reader| {
            reader.looks_at(b">") || reader.looks_at(b"}") || reader.current().kind == Kind::End
        })?;
        self.expect(if is_angle { ">" } else { "}" })?;
        self.depth -= 1;
        complete(record)
    }

    fn deeper(&mut self) -> Result {
        self.depth += 1;
        if self.depth > MAX_VALUE_DEPTH {
            return Err(format!(
                "it nests deeper than {MAX_VALUE_DEPTH} messages, which this compiler does not follow"
            ));
        }
        Ok(())
    }

    fn value(&mut self, field: &'p FieldInfo) -> Result<Value> {
        if let Some(message) = field.message() {
            return Ok(Value::Bytes(self.nested(message)?));
        }
        match field.kind {
            Type::String | Type::Bytes => self.string().map(Value::Bytes),
            Type::Double => Ok(Value::Fixed64(self.double()?.to_bits())),
            Type::Float => Ok(Value::Fixed32(literal::rounded(self.double()?).to_bits())),
            Type::Bool => self.boolean(field),
            Type::Enum => self.enum_value(field),
            kind => {
                let (least, most) = record::bounds(kind).ok_or("a field of no type")?;
                Ok(record::integer(kind, self.integer(least, most)?))
            }
        }
    }

    fn string(&mut self) -> Result<Vec<u8>> {
        if self.current().kind != Kind::Text {
            return Err(format!("Expected string, got: {}", self.shown()));
        }
        let mut value = Vec::new();
        while self.current().kind == Kind::Text {
            literal::append_string(self.current().text, &mut value);
            self.tokens.next();
        }
        Ok(value)
    }

    fn integer(&mut self, least: i128, most: i128) -> Result<i128> {
        let is_negative = least < 0 && self.try_take(b"-");
        if self.current().kind != Kind::Integer {
            return Err(format!("Expected integer, got: {}", self.shown()));
        }
        let bound = if is_negative { -least } else { most } as u64;
        let value = literal::integer(self.current().text, bound);
        let value = i128::from(value.ok_or_else(|| format!("Integer out of range ({})", self.shown()))?);
        self.tokens.next();
        Ok(if is_negative { -value } else { value })
    }

    fn double(&mut self) -> Result<f64> {
        let is_negative = self.try_take(b"-");
        let Token { kind, text, .. } = self.current();
        let value = match kind {
            Kind::Integer if text.len() > 1 && text[0] == b'0' => {
                return Err(format!("Expect a decimal number, got: {}", self.shown()));
            }
            Kind::Integer | Kind::Float => literal::float(text),
            Kind::Identifier => match &*text.to_ascii_lowercase() {
                b"inf" | b"infinity" => Some(f64::INFINITY),
                b"nan" => Some(f64::NAN),
                _ => None,
            },
            _ => None,
        };
        let value = value.ok_or_else(|| format!("Expected double, got: {}", self.shown()))?;
        self.tokens.next();
        Ok(if is_negative { -value } else { value })
    }

    fn boolean(&mut self, field: &FieldInfo) -> Result<Value> {
        if self.current().kind == Kind::Integer {
            return Ok(Value::Varint(self.integer(0, 1)? as u64));
        }
        match &*self.identifier()? {
            "true" | "True" | "t" => Ok(Value::Varint(1)),
            "false" | "False" | "f" => Ok(Value::Varint(0)),
            other => Err(format!("Invalid value for boolean field \"{}\". Value: \"{other}\".", field.name)),
        }
    }

    fn enum_value(&mut self, field: &FieldInfo) -> Result<Value> {
        let an_enum = &self.pool.enums[field.type_index.ok_or("an enum field of no type")?];
        let unknown = |value: String| format!("Unknown enumeration value of \"{value}\" for field \"{}\".", field.name);
        let number = if self.current().kind == Kind::Identifier {
            let name = self.identifier()?;
            an_enum.number_of(&name).ok_or_else(|| unknown(name))?
        } else if self.looks_at(b"-") || self.current().kind == Kind::Integer {
            let number = self.integer(i32::MIN.into(), i32::MAX.into())? as i32;
            let is_open = !an_enum.is_closed && field.is_proto3;
            if !is_open && !an_enum.values.iter().any(|(_, known)| *known == number) {
                return Err(unknown(number.to_string()));
            }
            number
        } else {
            return Err(format!("Expected integer or identifier, got: {}", self.shown()));
        };
        Ok(Value::Varint(i64::from(number) as u64))
    }

    /// The value of a field whose name is reserved: it is passed over.
    fn skip_field_value(&mut self) -> Result {
        self.deeper()?;
        if self.try_take(b":") && !self.looks_at(b"{") && !self.looks_at(b"<") {
            self.skip_value()?;
        } else {
            self.skip_message()?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn skip_message(&mut self) -> Result {
        let is_angle = self.try_take(b"<");
        if !is_angle {
            self.expect("{")?;
        }
        while !self.looks_at(b">") && !self.looks_at(b"}") {
            if self.looks_at(b"[") {
                self.bracketed()?;
            } else {
                self.identifier()?;
            }
            self.skip_field_value()?;
            let _ = self.try_take(b";") || self.try_take(b",");
        }
        self.expect(if is_angle { ">" } else { "}" })
    }

    fn skip_value(&mut self) -> Result {
        if self.current().kind == Kind::Text {
            return self.string().map(drop);
        }
        if self.try_take(b"[") {
            if self.try_take(b"]") {
                return Ok(());
            }
            loop {
                self.deeper()?;
                if self.looks_at(b"{") || self.looks_at(b"<") {
                    self.skip_message()?;
                } else {
                    self.skip_value()?;
                }
                self.depth -= 1;
                if self.try_take(b"]") {
                    return Ok(());
                }
                self.expect(",")?;
            }
        }
        let _ = self.try_take(b"-");
        if !matches!(self.current().kind, Kind::Integer | Kind::Float | Kind::Identifier) {
            return Err(format!("Cannot skip field value, unexpected token: {}", self.shown()));
        }
        self.tokens.next();
        Ok(())
    }
}

impl Pool {
    /// The field of `message` that the text format calls `name`; a group goes by the name of its type.
    fn member(&self, message: usize, name: &str) -> Option<&FieldInfo> {
        let info = &self.messages[message];
        let field = |name: &str| info.by_name.get(name).map(|index| &self.fields[*index]);
        field(name).or_else(|| {
            let group = field(&name.to_ascii_lowercase())?;
            let is_its_type = |of: usize| self.messages[of].name == name;
            (group.kind == Type::Group && group.message().is_some_and(is_its_type)).then_some(group)
        })
    }
}
