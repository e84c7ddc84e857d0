//! Numbers and names that are set apart: `extensions` and `reserved`.

use super::messages::{MAX, number};
use super::{Kind, Parser, Result, Token, below, count};
use crate::builtin::ast::{Enum, ExtensionRange, Location, Message, Options, Range};

/// Numbers of a range's fields in its descriptor.
const START: i32 = 1;
const END: i32 = 2;
const OPTIONS: i32 = 3;

impl Parser<'_> {
    pub(super) fn extension_ranges(&mut self, message_at: &[i32], message: &mut Message) -> Result {
        let at = below(message_at, &[number::EXTENSION_RANGE]);
        let place = self.open(&at);
        self.expect("extensions")?;
        let first = message.extension_ranges.len();
        loop {
            let range =
                self.field_range(&below(&at, &[count(&message.extension_ranges)]), "Expected field number range.")?;
            message.extension_ranges.push(ExtensionRange { range, options: Options::default() });
            if !self.try_take(",") {
                break;
            }
        }
        if self.looks_at("[") {
            let options = self.range_options(&at, first, message.extension_ranges.len())?;
            message.extension_ranges[first..].iter_mut().for_each(|range| range.options = options.clone());
        }
        self.end_of_declaration(";", Some(place))?;
        self.close(place);
        Ok(())
    }

    /// Options that hold for all ranges from the one called `first` to the last before `end`: so do their places.
    fn range_options(&mut self, at: &[i32], first: usize, end: usize) -> Result<Options> {
        let before = self.file.locations.len();
        let options_at = below(at, &[first as i32, OPTIONS]);
        let place = self.open(&options_at);
        self.next();
        let mut options = Options::default();
        loop {
            self.option_assignment(&options_at, &mut options)?;
            if !self.try_take(",") {
                break;
            }
        }
        self.expect("]")?;
        self.close(place);
        let places = self.file.locations.split_off(before);
        for index in first..end {
            self.file.locations.extend(places.iter().cloned().map(|mut place: Location| {
                place.path[at.len()] = index as i32;
                place
            }));
        }
        Ok(options)
    }

    /// `1`, `1 to 5` or `1 to max`; the end is not part of it.
    fn field_range(&mut self, at: &[i32], message: &str) -> Result<Range> {
        let place = self.open(at);
        let first = self.current();
        let start_place = self.open(&below(at, &[START]));
        let start = self.number_below_max(message)?;
        self.close(start_place);
        let end = self.range_end(at, first, |parser| {
            if parser.try_take("max") { Ok(MAX) } else { Ok(parser.number_below_max("Expected integer.")? + 1) }
        })?;
        self.close(place);
        Ok(Range { start, end: end.unwrap_or(start + 1) })
    }

    fn number_below_max(&mut self, message: &str) -> Result<i32> {
        let number = self.positive(message)?;
        if number == i32::MAX {
            return Err(self.fault("Field number out of bounds."));
        }
        Ok(number)
    }

    /// What stands behind `to`, if it does; the place of the end is then that of the start, `first`.
    fn range_end(
        &mut self,
        at: &[i32],
        first: Token<'_>,
        end: impl FnOnce(&mut Self) -> Result<i32>,
    ) -> Result<Option<i32>> {
        let at = below(at, &[END]);
        if !self.try_take("to") {
            self.place_of_token(&at, first, first);
            return Ok(None);
        }
        let place = self.open(&at);
        let end = end(self)?;
        self.close(place);
        Ok(Some(end))
    }

    pub(super) fn reserved_in_message(&mut self, at: &[i32], message: &mut Message) -> Result {
        let start = self.current();
        self.expect("reserved")?;
        match self.current().kind {
            Kind::Text => {
                let at = below(at, &[number::RESERVED_NAME]);
                self.reserved_names(&at, start, &mut message.reserved_names, "Expected field name string literal.")
            }
            Kind::Identifier => Err(self.fault(NO_STRING)),
            _ => {
                let at = below(at, &[number::RESERVED_RANGE]);
                let place = self.open(&at);
                self.begin_at(place, start);
                let mut expected = "Expected field name or number range.";
                loop {
                    let range = self.field_range(&below(&at, &[count(&message.reserved_ranges)]), expected)?;
                    message.reserved_ranges.push(range);
                    expected = "Expected field number range.";
                    if !self.try_take(",") {
                        break;
                    }
                }
                self.end_of_declaration(";", Some(place))?;
                self.close(place);
                Ok(())
            }
        }
    }

    pub(super) fn reserved_in_enum(&mut self, at: &[i32], an_enum: &mut Enum) -> Result {
        const RESERVED_RANGE: i32 = 4;
        const RESERVED_NAME: i32 = 5;
        let start = self.current();
        self.expect("reserved")?;
        match self.current().kind {
            Kind::Text => {
                let at = below(at, &[RESERVED_NAME]);
                self.reserved_names(&at, start, &mut an_enum.reserved_names, "Expected enum value string literal.")
            }
            Kind::Identifier => Err(self.fault(NO_STRING)),
            _ => {
                let at = below(at, &[RESERVED_RANGE]);
                let place = self.open(&at);
                self.begin_at(place, start);
                let mut expected = "Expected enum value or number range.";
                loop {
                    let range = self.value_range(&below(&at, &[count(&an_enum.reserved_ranges)]), expected)?;
                    an_enum.reserved_ranges.push(range);
                    expected = "Expected enum number range.";
                    if !self.try_take(",") {
                        break;
                    }
                }
                self.end_of_declaration(";", Some(place))?;
                self.close(place);
                Ok(())
            }
        }
    }

    /// A range of an enum's numbers, whose end is part of it.
    fn value_range(&mut self, at: &[i32], message: &str) -> Result<Range> {
        let place = self.open(at);
        let first = self.current();
        let start_place = self.open(&below(at, &[START]));
        let start = self.signed(message)?;
        self.close(start_place);
        let end = self.range_end(at, first, |parser| {
            if parser.try_take("max") { Ok(i32::MAX) } else { parser.signed("Expected integer.") }
        })?;
        self.close(place);
        Ok(Range { start, end: end.unwrap_or(start) })
    }

    fn reserved_names(&mut self, at: &[i32], start: Token<'_>, names: &mut Vec<Vec<u8>>, message: &str) -> Result {
        let place = self.open(at);
        self.begin_at(place, start);
        loop {
            let name_place = self.open(&below(at, &[count(names)]));
            let name = self.string(message)?;
            self.close(name_place);
            names.push(name);
            if !self.try_take(",") {
                break;
            }
        }
        self.end_of_declaration(";", Some(place))?;
        self.close(place);
        Ok(())
    }
}

const NO_STRING: &str = "Reserved names must be string literals. (Only editions supports identifiers.)";
