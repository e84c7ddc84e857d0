//! Options as they are written. What they mean is known only when all names are.

use super::{Kind, Parser, Result, below, count};
use crate::builtin::ast::{NamePart, Options, Value, WrittenOption};
use crate::builtin::literal;

/// `uninterpreted_option` of every options message, and fields of `UninterpretedOption`.
const WRITTEN: i32 = 999;
const NAME: i32 = 2;
const NAME_PART: i32 = 1;
mod value {
    pub(super) const IDENTIFIER: i32 = 3;
    pub(super) const POSITIVE: i32 = 4;
    pub(super) const NEGATIVE: i32 = 5;
    pub(super) const DOUBLE: i32 = 6;
    pub(super) const STRING: i32 = 7;
    pub(super) const AGGREGATE: i32 = 8;
}

impl Parser<'_> {
    /// `option … = …;`
    pub(super) fn option_statement(&mut self, at: &[i32], options: &mut Options) -> Result {
        let place = self.open(at);
        let at = below(at, &[WRITTEN, count(&options.written)]);
        let own_place = self.open(&at);
        self.expect("option")?;
        self.option(&at, options)?;
        self.end_of_declaration(";", Some(own_place))?;
        self.close(own_place);
        self.close(place);
        Ok(())
    }

    /// `… = …`, between brackets.
    pub(super) fn option_assignment(&mut self, at: &[i32], options: &mut Options) -> Result {
        let at = below(at, &[WRITTEN, count(&options.written)]);
        let place = self.open(&at);
        self.option(&at, options)?;
        self.close(place);
        Ok(())
    }

    fn option(&mut self, at: &[i32], options: &mut Options) -> Result {
        options.encoded.get_or_insert_default();
        let name_at = (self.current().line, self.current().column);
        let value = Value::Identifier(String::new());
        let mut option = WrittenOption { name: Vec::new(), value, name_at, value_at: name_at };
        let read = self.name_and_value(at, &mut option);
        // What is there of an option counts where enums and messages are looked at as a whole.
        options.written.push(option);
        read
    }

    fn name_and_value(&mut self, at: &[i32], option: &mut WrittenOption) -> Result {
        let name_path = below(at, &[NAME]);
        let name_place = self.open(&name_path);
        loop {
            let part_at = below(&name_path, &[count(&option.name)]);
            let part_place = self.open(&part_at);
            option.name.push(self.name_part(&below(&part_at, &[NAME_PART]))?);
            self.close(part_place);
            if !self.try_take(".") {
                break;
            }
        }
        self.close(name_place);
        self.expect("=")?;
        option.value_at = (self.current().line, self.current().column);
        option.value = self.option_value(at)?;
        Ok(())
    }

    fn name_part(&mut self, at: &[i32]) -> Result<NamePart> {
        let is_extension = self.try_take("(");
        let place = self.open(at);
        let mut name = String::new();
        if is_extension {
            if self.current().kind == Kind::Identifier {
                name = self.identifier("Expected identifier.")?;
            }
            while self.try_take(".") {
                name.push('.');
                name += &self.identifier("Expected identifier.")?;
            }
        } else {
            name = self.identifier("Expected identifier.")?;
        }
        self.close(place);
        if is_extension {
            self.expect(")")?;
        }
        Ok(NamePart { name, is_extension })
    }

    fn option_value(&mut self, at: &[i32]) -> Result<Value> {
        let place = self.open(at);
        let is_negative = self.try_take("-");
        let (kind, text) = (self.current().kind, self.current().text);
        let (step, value) = match kind {
            Kind::Identifier => {
                let name = self.identifier("Expected identifier.")?;
                let value = match (is_negative, &*name) {
                    (false, _) => Value::Identifier(name),
                    (true, "inf") => Value::Double(f64::NEG_INFINITY),
                    (true, "nan") => Value::Double(f64::NAN),
                    (true, _) => return Err(self.fault("Identifier after '-' symbol must be inf or nan.")),
                };
                (value::IDENTIFIER, value)
            }
            Kind::Integer | Kind::Float => {
                let most = if is_negative { i64::MAX as u64 + 1 } else { u64::MAX };
                match literal::integer(text, most).filter(|_| kind == Kind::Integer) {
                    Some(number) => {
                        self.next();
                        match is_negative {
                            true => (value::NEGATIVE, Value::Negative((number as i64).wrapping_neg())),
                            false => (value::POSITIVE, Value::Positive(number)),
                        }
                    }
                    None => {
                        let number = self.number("Expected number.")?;
                        (value::DOUBLE, Value::Double(if is_negative { -number } else { number }))
                    }
                }
            }
            Kind::Text if is_negative => return Err(self.fault("Invalid '-' symbol before string.")),
            Kind::Text => (value::STRING, Value::Text(self.string("Expected string.")?)),
            Kind::Symbol if text == b"{" => (value::AGGREGATE, Value::Aggregate(self.aggregate()?)),
            Kind::End => return Err(self.fault("Unexpected end of stream while parsing option value.")),
            _ => return Err(self.fault("Expected option value.")),
        };
        self.file.locations[place.0].path.push(step);
        self.close(place);
        Ok(value)
    }

    /// What stands between braces. Comments become blanks, so that places stay what they are.
    fn aggregate(&mut self) -> Result<Vec<u8>> {
        let mut value = Vec::new();
        let mut depth = 1_usize;
        self.next();
        loop {
            let (token, before) = (self.current(), self.tokens.previous);
            match token.text {
                _ if token.kind == Kind::End => {
                    return Err(self.fault("Unexpected end of stream while parsing aggregate value."));
                }
                b"{" => depth += 1,
                b"}" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.next();
                return Ok(value);
            }
            if token.line > before.line {
                value.resize(value.len() + (token.line - before.line) as usize, b'\n');
                value.resize(value.len() + token.column as usize, b' ');
            } else {
                let gap = token.column.saturating_sub(before.end_column);
                value.resize(value.len() + gap as usize, b' ');
            }
            value.extend_from_slice(token.text);
            self.next();
        }
    }
}
