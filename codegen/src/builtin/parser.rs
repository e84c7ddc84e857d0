//! Takes a .proto file apart, and notes where each piece stands and what is said about it.
//!
//! Places and comments are those that protoc gives, in its order: plugins copy comments, and show places.
//! After a mistake it goes on where protoc does, so that what else is wrong is told as well.

mod enums;
mod fields;
mod messages;
mod options;
mod recovery;
mod reserved;
mod services;
mod tokens;

use super::ast::{File, Location};
use super::fault::Fault;
use super::token::{Kind, Language, Token, Tokens};

/// What is read, or why it cannot be; that is not noted yet.
type Result<T = ()> = std::result::Result<T, Fault>;

/// Reads the file `name`.
///
/// # Errors
///
/// All that is wrong with it as a .proto file, in the order of reading, or that it is one of an edition.
pub(super) fn parse(name: &str, text: &[u8]) -> std::result::Result<File, Vec<Fault>> {
    let mut parser = Parser {
        tokens: Tokens::new(text, Language::Proto),
        file: File { name: name.to_owned(), ..File::default() },
        upcoming: Vec::new(),
        upcoming_detached: Vec::new(),
        depth: 0,
    };
    parser.file();
    if parser.tokens.faults.is_empty() { Ok(parser.file) } else { Err(parser.tokens.faults) }
}

struct Parser<'a> {
    tokens: Tokens<'a>,
    file: File,
    /// The comment above what comes next.
    upcoming: Vec<u8>,
    upcoming_detached: Vec<Vec<u8>>,
    /// Messages around this place.
    depth: usize,
}

/// A place that is being read: its index among the file's locations.
#[derive(Clone, Copy)]
struct Place(usize);

/// Numbers of fields in descriptors, as paths have them.
mod path {
    pub(super) mod file {
        pub(in super::super) const PACKAGE: i32 = 2;
        pub(in super::super) const DEPENDENCY: i32 = 3;
        pub(in super::super) const MESSAGE: i32 = 4;
        pub(in super::super) const ENUM: i32 = 5;
        pub(in super::super) const SERVICE: i32 = 6;
        pub(in super::super) const EXTENSION: i32 = 7;
        pub(in super::super) const OPTIONS: i32 = 8;
        pub(in super::super) const PUBLIC_DEPENDENCY: i32 = 10;
        pub(in super::super) const WEAK_DEPENDENCY: i32 = 11;
        pub(in super::super) const SYNTAX: i32 = 12;
    }
    /// Of anything that has a name, it is the first field.
    pub(super) const NAME: i32 = 1;
}

impl Parser<'_> {
    fn file(&mut self) {
        self.next_with_comments();
        let root = self.open(&[]);
        if self.looks_at("syntax") || self.looks_at("edition") {
            // In what language the rest would be is not known then.
            if let Err(fault) = self.syntax() {
                return self.note(fault);
            }
        }
        while self.current().kind != Kind::End {
            let statement = self.statement();
            let is_read = statement.is_ok();
            self.recover(statement);
            if !is_read && self.looks_at("}") {
                self.note(self.fault("Unmatched \"}\"."));
                self.next_with_comments();
            }
        }
        self.close(root);
    }

    fn syntax(&mut self) -> Result {
        let place = self.open(&[path::file::SYNTAX]);
        if self.looks_at("edition") {
            return Err(self.fault("editions are not known to this compiler"));
        }
        self.next();
        self.expect("=")?;
        let at = self.current();
        let syntax = self.string("Expected syntax identifier.")?;
        self.end_of_declaration(";", Some(place))?;
        self.close(place);
        match &*syntax {
            b"proto2" => {}
            b"proto3" => self.file.is_proto3 = true,
            other => {
                let message = format!(
                    "Unrecognized syntax identifier \"{}\".  This parser only recognizes \"proto2\" and \"proto3\".",
                    String::from_utf8_lossy(other)
                );
                return Err(Fault::at(at.line, at.column, message));
            }
        }
        Ok(())
    }

    fn statement(&mut self) -> Result {
        use path::file;
        if self.try_end_of_declaration(";", None) {
            return Ok(());
        }
        match self.current().text {
            b"message" => {
                let at = [file::MESSAGE, count(&self.file.messages)];
                let place = self.open(&at);
                let message = self.message(&at, place)?;
                self.close(place);
                self.file.messages.push(message);
            }
            b"enum" => {
                let at = [file::ENUM, count(&self.file.enums)];
                let place = self.open(&at);
                let an_enum = self.an_enum(&at, place)?;
                self.close(place);
                self.file.enums.push(an_enum);
            }
            b"service" => {
                let at = [file::SERVICE, count(&self.file.services)];
                let place = self.open(&at);
                let service = self.service(&at, place)?;
                self.close(place);
                self.file.services.push(service);
            }
            b"extend" => {
                let mut extensions = std::mem::take(&mut self.file.extensions);
                let mut messages = std::mem::take(&mut self.file.messages);
                self.extend(&[], file::EXTENSION, &mut extensions, file::MESSAGE, &mut messages)?;
                (self.file.extensions, self.file.messages) = (extensions, messages);
            }
            b"import" => self.import()?,
            b"package" => self.package()?,
            b"option" => {
                let mut options = std::mem::take(&mut self.file.options);
                self.option_statement(&[file::OPTIONS], &mut options)?;
                self.file.options = options;
            }
            _ => return Err(self.fault("Expected top-level statement (e.g. \"message\").")),
        }
        Ok(())
    }

    fn package(&mut self) -> Result {
        if self.file.package.take().is_some() {
            self.note(self.fault("Multiple package definitions."));
        }
        let place = self.open(&[path::file::PACKAGE]);
        self.expect("package")?;
        loop {
            let part = self.identifier("Expected identifier.")?;
            let package = self.file.package.get_or_insert_default();
            package.push_str(&part);
            if !self.try_take(".") {
                break;
            }
            self.file.package.get_or_insert_default().push('.');
        }
        self.end_of_declaration(";", Some(place))?;
        self.close(place);
        Ok(())
    }

    fn import(&mut self) -> Result {
        use path::file;
        let index = count(&self.file.dependencies);
        let place = self.open(&[file::DEPENDENCY, index]);
        self.expect("import")?;
        let kind = match self.current().text {
            b"public" => Some((file::PUBLIC_DEPENDENCY, &mut self.file.public_dependencies)),
            b"weak" => Some((file::WEAK_DEPENDENCY, &mut self.file.weak_dependencies)),
            b"option" => {
                self.note(self.fault("option import is not supported before edition 2024."));
                self.next();
                None
            }
            _ => None,
        };
        if let Some((field, dependencies)) = kind {
            let at = [field, count(dependencies)];
            dependencies.push(index as u32);
            let word = self.open(&at);
            self.next();
            self.close(word);
        }
        let name = self.string("Expected a string naming the file to import.")?;
        self.end_of_declaration(";", Some(place))?;
        self.close(place);
        self.file.dependencies.push(String::from_utf8_lossy(&name).into_owned());
        Ok(())
    }

    /// A new place, which begins at the current token.
    fn open(&mut self, path: &[i32]) -> Place {
        let Token { line, column, .. } = self.current();
        self.file.locations.push(Location { path: path.to_vec(), span: vec![line, column], ..Location::default() });
        Place(self.file.locations.len() - 1)
    }

    /// The place ends with the token before the current one.
    fn close(&mut self, place: Place) {
        self.close_at(place, self.tokens.previous);
    }

    fn close_at(&mut self, Place(index): Place, last: Token<'_>) {
        let span = &mut self.file.locations[index].span;
        if span.len() == 2 {
            if last.line != span[0] {
                span.push(last.line);
            }
            span.push(last.end_column);
        }
    }

    /// A place that is the one token `at`.
    fn place_of_token(&mut self, path: &[i32], first: Token<'_>, last: Token<'_>) {
        let place = self.open(path);
        self.begin_at(place, first);
        self.close_at(place, last);
    }

    /// The place begins at `first` instead.
    fn begin_at(&mut self, Place(index): Place, first: Token<'_>) {
        self.file.locations[index].span = vec![first.line, first.column];
    }
}

/// The index that the next of them will have.
fn count<T>(items: &[T]) -> i32 {
    items.len() as i32
}

/// `path` and one step more, or several.
fn below(path: &[i32], steps: &[i32]) -> Vec<i32> {
    [path, steps].concat()
}
