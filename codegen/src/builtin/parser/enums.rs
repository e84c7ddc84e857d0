//! Enums and their values.

use super::messages::is_plain;
use super::{Parser, Place, Result, below, count, path};
use crate::builtin::ast::{Enum, EnumValue, Value};

/// Numbers of an enum's and a value's fields in their descriptors.
const VALUE: i32 = 2;
const OPTIONS: i32 = 3;
const NUMBER: i32 = 2;

impl Parser<'_> {
    pub(super) fn an_enum(&mut self, at: &[i32], place: Place) -> Result<Enum> {
        self.expect("enum")?;
        let name_place = self.open(&below(at, &[path::NAME]));
        let mut an_enum = Enum { name: self.identifier("Expected enum name.")?, ..Enum::default() };
        self.close(name_place);
        self.end_of_declaration("{", Some(place))?;
        while !self.try_end_of_declaration("}", None) {
            if self.current().kind == super::Kind::End {
                return Err(self.fault("Reached end of input in enum definition (missing '}')."));
            }
            let statement = self.enum_statement(at, &mut an_enum);
            self.recover(statement);
        }
        self.check_aliases(&an_enum)?;
        Ok(an_enum)
    }

    fn enum_statement(&mut self, at: &[i32], an_enum: &mut Enum) -> Result {
        if self.try_end_of_declaration(";", None) {
            return Ok(());
        }
        match self.current().text {
            b"option" => self.option_statement(&below(at, &[OPTIONS]), &mut an_enum.options),
            b"reserved" => self.reserved_in_enum(at, an_enum),
            _ => {
                let value_at = below(at, &[VALUE, count(&an_enum.values)]);
                // A value is one of the enum's, even if it cannot be read.
                let mut value = EnumValue::default();
                let read = self.enum_value(&value_at, &mut value);
                an_enum.values.push(value);
                read
            }
        }
    }

    fn enum_value(&mut self, at: &[i32], value: &mut EnumValue) -> Result {
        let place = self.open(at);
        let name_place = self.open(&below(at, &[path::NAME]));
        value.name = self.identifier("Expected enum constant name.")?;
        self.close(name_place);
        self.expect_or("=", "Missing numeric value for enum constant.")?;
        let number_place = self.open(&below(at, &[NUMBER]));
        value.number = self.signed("Expected integer.")?;
        self.close(number_place);
        if self.looks_at("[") {
            let options_at = below(at, &[OPTIONS]);
            let options_place = self.open(&options_at);
            self.next();
            loop {
                self.option_assignment(&options_at, &mut value.options)?;
                if !self.try_take(",") {
                    break;
                }
            }
            self.expect("]")?;
            self.close(options_place);
        }
        self.end_of_declaration(";", Some(place))?;
        self.close(place);
        Ok(())
    }

    /// `allow_alias` is there where it is needed, and nowhere else.
    fn check_aliases(&self, an_enum: &Enum) -> Result {
        let is_alias = |option: &&crate::builtin::ast::WrittenOption| {
            option.name.len() == 1 && is_plain(&option.name, "allow_alias")
        };
        let Some(option) = an_enum.options.written.iter().find(is_alias) else { return Ok(()) };
        let name = &an_enum.name;
        if option.value != Value::Identifier("true".into()) {
            return Err(self.fault(format!(
                "\"{name}\" declares 'option allow_alias = false;' which has no effect. Please remove the declaration."
            )));
        }
        let mut seen = std::collections::HashSet::new();
        if an_enum.values.iter().all(|value| seen.insert(value.number)) {
            return Err(self.fault(format!(
                "\"{name}\" declares support for enum aliases but no enum values share field numbers. Please remove \
                 the unnecessary 'option allow_alias = true;' declaration."
            )));
        }
        Ok(())
    }
}
