//! Taking tokens one by one, and what is said about declarations.

use super::{Fault, Kind, Parser, Place, Result, Token};
use crate::builtin::literal;

impl<'a> Parser<'a> {
    pub(super) fn current(&self) -> Token<'a> {
        self.tokens.current
    }

    pub(super) fn next(&mut self) {
        self.tokens.next();
    }

    pub(super) fn looks_at(&self, text: &str) -> bool {
        self.current().text == text.as_bytes()
    }

    /// Goes on to the next token, and keeps the comments before it for what it begins.
    pub(super) fn next_with_comments(&mut self) {
        let comments = self.tokens.next_with_comments();
        (self.upcoming, self.upcoming_detached) = (comments.leading, comments.detached);
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        let Token { line, column, .. } = self.current();
        Fault::at(line, column, message)
    }

    pub(super) fn try_take(&mut self, text: &str) -> bool {
        let found = self.looks_at(text);
        if found {
            self.next();
        }
        found
    }

    pub(super) fn expect(&mut self, text: &str) -> Result {
        self.expect_or(text, &format!("Expected \"{text}\"."))
    }

    pub(super) fn expect_or(&mut self, text: &str, message: &str) -> Result {
        if self.try_take(text) { Ok(()) } else { Err(self.fault(message)) }
    }

    pub(super) fn identifier(&mut self, message: &str) -> Result<String> {
        let Token { kind, text, .. } = self.current();
        if kind != Kind::Identifier {
            return Err(self.fault(message));
        }
        self.next();
        Ok(String::from_utf8_lossy(text).into_owned())
    }

    pub(super) fn integer(&mut self, most: u64, message: &str) -> Result<u64> {
        let Token { kind, text, .. } = self.current();
        if kind != Kind::Integer {
            return Err(self.fault(message));
        }
        let value = literal::integer(text, most).unwrap_or_else(|| self.out_of_range());
        self.next();
        Ok(value)
    }

    /// Notes that a number is too large; any will do in its place.
    fn out_of_range<N: Default>(&mut self) -> N {
        self.note(self.fault("Integer out of range."));
        N::default()
    }

    /// A number from 0 to 2147483647.
    pub(super) fn positive(&mut self, message: &str) -> Result<i32> {
        Ok(self.integer(i32::MAX as u64, message)? as i32)
    }

    pub(super) fn signed(&mut self, message: &str) -> Result<i32> {
        if !self.try_take("-") {
            return self.positive(message);
        }
        let magnitude = self.integer(i32::MAX as u64 + 1, message)?;
        Ok((magnitude as i64).wrapping_neg() as i32)
    }

    /// A number of any form.
    pub(super) fn number(&mut self, message: &str) -> Result<f64> {
        let Token { kind, text, .. } = self.current();
        let value = match (kind, text) {
            // What is wrong with one has been told of the token.
            (Kind::Float, _) => Some(literal::float(text).unwrap_or_default()),
            (Kind::Integer, _) => match literal::integer(text, u64::MAX) {
                Some(value) => Some(value as f64),
                None if text[0] == b'0' => None,
                None => literal::float(text),
            },
            (_, b"inf") => Some(f64::INFINITY),
            (_, b"nan") => Some(f64::NAN),
            _ => return Err(self.fault(message)),
        };
        let value = value.unwrap_or_else(|| self.out_of_range());
        self.next();
        Ok(value)
    }

    /// A string, which may be in pieces.
    pub(super) fn string(&mut self, message: &str) -> Result<Vec<u8>> {
        if self.current().kind != Kind::Text {
            return Err(self.fault(message));
        }
        let mut value = Vec::new();
        while self.current().kind == Kind::Text {
            literal::append_string(self.current().text, &mut value);
            self.next();
        }
        Ok(value)
    }

    pub(super) fn end_of_declaration(&mut self, text: &str, place: Option<Place>) -> Result {
        if self.try_end_of_declaration(text, place) { Ok(()) } else { Err(self.fault(format!("Expected \"{text}\"."))) }
    }

    /// Takes the token that ends a declaration or its head. The comments before it are `place`'s, as is the one behind it.
    pub(super) fn try_end_of_declaration(&mut self, text: &str, place: Option<Place>) -> bool {
        if !self.looks_at(text) {
            return false;
        }
        let mut behind = self.tokens.next_with_comments();
        let leading = std::mem::replace(&mut self.upcoming, behind.leading);
        match place {
            Some(Place(index)) => {
                let detached = std::mem::replace(&mut self.upcoming_detached, behind.detached);
                let location = &mut self.file.locations[index];
                (location.leading, location.trailing, location.detached) = (leading, behind.trailing, detached);
            }
            // What is above the end of a scope belongs to nothing.
            None if text == "}" => self.upcoming_detached = behind.detached,
            None => self.upcoming_detached.append(&mut behind.detached),
        }
        true
    }
}
