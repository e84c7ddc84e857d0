//! `JSON.parse`, with V8's messages.

use std::fmt;

use super::revive::revive;
use crate::abi::gojs::js::object::PROPERTY_BYTES;
use crate::abi::gojs::js::{Abrupt, Completion, Intrinsic, Invocation, Js, ObjectId, Text, Value, number};

pub(super) fn parse(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let text = js.to_text(&call.arg(0))?;
    js.room(2 * text.bytes())?;
    let value = Parser { units: text.units(), at: 0 }.document(js)?;
    let reviver = call.arg(1);
    if js.is_callable(&reviver) { revive(js, value, &reviver) } else { Ok(value) }
}

/// A place in a JSON text.
struct Parser {
    units: Vec<u16>,
    at: usize,
}

/// A container whose end has not come.
enum Open {
    Array(Vec<Value>),
    /// With the name of the property whose value comes next.
    Object(ObjectId, Text),
}

impl Parser {
    fn document(&mut self, js: &mut Js<'_, '_>) -> Completion {
        let mut open = Vec::new();
        loop {
            let Some(value) = self.begin(js, &mut open)? else { continue };
            if let Some(value) = self.end(js, &mut open, value)? {
                return match self.next() {
                    None => Ok(value),
                    Some(_) => Err(self.error(js, "Unexpected non-whitespace character after JSON")),
                };
            }
        }
    }

    /// Reads a value; `None` if it is a container that has something in it, which is now open.
    fn begin(&mut self, js: &mut Js<'_, '_>, open: &mut Vec<Open>) -> Completion<Option<Value>> {
        js.round()?;
        match self.next() {
            Some('{') => {
                self.at += 1;
                let id = js.ordinary();
                if self.accept('}') {
                    return Ok(Some(id.into()));
                }
                let key = self.key(js, "Expected property name or '}' in JSON")?;
                js.reserve(size_of::<Open>())?;
                open.push(Open::Object(id, key));
                Ok(None)
            }
            Some('[') => {
                self.at += 1;
                if self.accept(']') {
                    return Ok(Some(js.array(Vec::new()).into()));
                }
                js.reserve(size_of::<Open>())?;
                open.push(Open::Array(Vec::new()));
                Ok(None)
            }
            Some('"') => Ok(Some(self.string(js)?.into())),
            Some('-' | '0'..='9') => self.number(js).map(Some),
            Some('t') => self.word(js, "true", true.into()).map(Some),
            Some('f') => self.word(js, "false", false.into()).map(Some),
            Some('n') => self.word(js, "null", Value::Null).map(Some),
            _ => Err(self.unexpected(js)),
        }
    }

    /// Puts `value` into the container around it, and closes what ends there; the value of the text once all is closed.
    fn end(&mut self, js: &mut Js<'_, '_>, open: &mut Vec<Open>, mut value: Value) -> Completion<Option<Value>> {
        loop {
            match open.pop() {
                None => return Ok(Some(value)),
                Some(Open::Array(mut items)) => {
                    js.push(&mut items, value)?;
                    if self.accept(',') {
                        open.push(Open::Array(items));
                        return Ok(None);
                    }
                    if !self.accept(']') {
                        return Err(self.error(js, "Expected ',' or ']' after array element in JSON"));
                    }
                    value = js.array(items).into();
                }
                Some(Open::Object(id, key)) => {
                    js.room(PROPERTY_BYTES)?;
                    js.define(id, key, value);
                    if self.accept(',') {
                        let key = self.key(js, "Expected double-quoted property name in JSON")?;
                        open.push(Open::Object(id, key));
                        return Ok(None);
                    }
                    if !self.accept('}') {
                        return Err(self.error(js, "Expected ',' or '}' after property value in JSON"));
                    }
                    value = id.into();
                }
            }
        }
    }

    /// The next character that is no white space, if it is ASCII; another one is U+FFFD.
    fn next(&mut self) -> Option<char> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.units.get(self.at).and_then(|&unit| u8::try_from(unit).ok())
        {
            self.at += 1;
        }
        self.char()
    }

    fn char(&self) -> Option<char> {
        let unit = *self.units.get(self.at)?;
        Some(u8::try_from(unit).ok().filter(u8::is_ascii).map_or('\u{fffd}', char::from))
    }

    fn accept(&mut self, char: char) -> bool {
        let is_next = self.next() == Some(char);
        self.at += usize::from(is_next);
        is_next
    }

    /// A property's name and its colon.
    fn key(&mut self, js: &mut Js<'_, '_>, otherwise: &str) -> Completion<Text> {
        if self.next() != Some('"') {
            return Err(self.error(js, otherwise));
        }
        let key = self.string(js)?;
        if self.accept(':') { Ok(key) } else { Err(self.error(js, "Expected ':' after property name in JSON")) }
    }

    fn word(&mut self, js: &mut Js<'_, '_>, word: &str, value: Value) -> Completion {
        for char in word.chars() {
            if self.char() != Some(char) {
                return Err(self.unexpected(js));
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.char(), Some('0'..='9')) {
            self.at += 1;
        }
        self.at > start
    }

    fn number(&mut self, js: &mut Js<'_, '_>) -> Completion {
        let start = self.at;
        self.at += usize::from(self.char() == Some('-'));
        if self.char() == Some('0') {
            self.at += 1;
            if matches!(self.char(), Some('0'..='9')) {
                return Err(self.error(js, "Unexpected number in JSON"));
            }
        } else if !self.digits() {
            return Err(self.error(js, "No number after minus sign in JSON"));
        }
        if self.char() == Some('.') {
            self.at += 1;
            if !self.digits() {
                return Err(self.error(js, "Unterminated fractional number in JSON"));
            }
        }
        if matches!(self.char(), Some('e' | 'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.char(), Some('+' | '-')));
            if !self.digits() {
                return Err(self.error(js, "Exponent part is missing a number in JSON"));
            }
        }
        Ok(number::of_text(&String::from_utf16_lossy(&self.units[start..self.at])).into())
    }

    fn string(&mut self, js: &mut Js<'_, '_>) -> Completion<Text> {
        self.at += 1;
        let mut text = Vec::new();
        loop {
            match self.char() {
                None => return Err(self.error(js, "Unterminated string in JSON")),
                Some('"') => break,
                Some('\0'..='\x1f') => return Err(self.error(js, "Bad control character in string literal in JSON")),
                Some('\\') => text.push(self.escape(js)?),
                Some(_) => {
                    text.push(self.units[self.at]);
                    self.at += 1;
                }
            }
        }
        self.at += 1;
        let text = Text::from_units(&text);
        js.reserve(text.bytes())?;
        Ok(text)
    }

    fn escape(&mut self, js: &mut Js<'_, '_>) -> Completion<u16> {
        self.at += 1;
        let unit = match self.char() {
            None => return Err(self.error(js, "Unterminated string in JSON")),
            Some(char @ ('"' | '\\' | '/')) => char as u16,
            Some('b') => 8,
            Some('f') => 12,
            Some('n') => 10,
            Some('r') => 13,
            Some('t') => 9,
            Some('u') => {
                let mut unit = 0;
                for _ in 0..4 {
                    self.at += 1;
                    let Some(digit) = self.char().and_then(|char| char.to_digit(16)) else {
                        return Err(self.error(js, "Bad Unicode escape in JSON"));
                    };
                    unit = unit << 4 | digit as u16;
                }
                unit
            }
            Some(_) => return Err(self.error(js, "Bad escaped character in JSON")),
        };
        self.at += 1;
        Ok(unit)
    }

    fn error(&self, js: &mut Js<'_, '_>, what: &str) -> Abrupt {
        js.throw(Intrinsic::SyntaxError, format!("{what} at position {}", self.at))
    }

    /// What V8 says of a character that begins nothing.
    fn unexpected(&self, js: &mut Js<'_, '_>) -> Abrupt {
        let source = String::from_utf16_lossy(&self.units);
        let message = match self.char() {
            None => "Unexpected end of JSON input".into(),
            Some('"') => return self.error(js, "Unexpected string in JSON"),
            Some('0'..='9') => return self.error(js, "Unexpected number in JSON"),
            _ if matches!(&*source, "undefined" | "NaN" | "Infinity" | "[object Object]") => {
                format!("\"{source}\" is not valid JSON")
            }
            _ => {
                let token = char::decode_utf16(self.units[self.at..].iter().copied()).next();
                let token = token.and_then(Result::ok).unwrap_or('\u{fffd}');
                format!("Unexpected token '{token}', {} is not valid JSON", Excerpt(self))
            }
        };
        js.throw(Intrinsic::SyntaxError, message)
    }
}

/// The text around the place, or all of a short one.
struct Excerpt<'p>(&'p Parser);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Code units on either side.
        const AROUND: usize = 10;
        let Parser { units, at } = self.0;
        let whole = units.len() < 2 * AROUND + 1;
        let (start, end) =
            if whole { (0, units.len()) } else { (at.saturating_sub(AROUND), units.len().min(at + AROUND)) };
        let dots = |is_cut: bool| if is_cut { "..." } else { "" };
        let part = String::from_utf16_lossy(&units[start..end]);
        write!(f, "{}\"{part}\"{}", dots(start > 0), dots(end < units.len()))
    }
}
