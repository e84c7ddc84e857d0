//! Tokens of .proto files and of the text format that option values are written in.
//!
//! Places are protoc's: lines and columns begin at 0, a column is a byte, and a tab leads to the next multiple of eight.

use super::fault::Fault;

const TAB: u32 = 8;

/// What a token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing has been read yet.
    #[default]
    Start,
    End,
    Identifier,
    Integer,
    Float,
    Text,
    Symbol,
    /// Blanks, where they are asked for.
    Blank,
    /// What may stand in a URL, where it is asked for.
    Url,
}

/// A token: its text, and where it stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a [u8],
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) end_column: u32,
}

/// How the two languages differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Comments are C++'s.
    Proto,
    /// Comments begin with `#`, and a float may end in `f`.
    TextFormat,
}

/// Reads tokens one by one.
pub(super) struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
    pub(super) line: u32,
    column: u32,
    language: Language,
    /// Whether blanks are tokens.
    pub(super) blanks: bool,
    /// Whether what may stand in a URL is one token.
    pub(super) urls: bool,
    pub(super) current: Token<'a>,
    pub(super) previous: Token<'a>,
    /// What is wrong with those that have been read.
    pub(super) faults: Vec<Fault>,
}

/// What a comment begins with.
pub(super) enum CommentStart {
    Line,
    Block,
    /// A slash alone, which is now the current token.
    Slash,
    None,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a [u8], language: Language) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
            column: 0,
            language,
            blanks: false,
            urls: false,
            current: Token::default(),
            previous: Token::default(),
            faults: Vec::new(),
        }
    }

    /// The byte to read next; 0 at the end, where [`Tokens::at_end`] tells it from one that is written.
    fn byte(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    fn advance(&mut self) {
        match self.byte() {
            b'\n' => (self.line, self.column) = (self.line.saturating_add(1), 0),
            b'\t' => self.column = self.column.saturating_add(TAB - self.column % TAB),
            _ => self.column = self.column.saturating_add(1),
        }
        self.at += 1;
    }

    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = !self.at_end() && self.byte() == byte;
        if found {
            self.advance();
        }
        found
    }

    fn take_one(&mut self, is: impl Fn(u8) -> bool) -> bool {
        let found = !self.at_end() && is(self.byte());
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn take_all(&mut self, is: impl Fn(u8) -> bool) {
        while self.take_one(&is) {}
    }

    /// Notes a mistake at this place.
    pub(super) fn mistake(&mut self, message: &str) {
        self.faults.push(Fault::at(self.line, self.column, message));
    }

    /// Goes on to the next token.
    pub(super) fn next(&mut self) {
        self.previous = self.current;
        while !self.at_end() {
            let start = (self.at, self.line, self.column);
            self.take_all(is_blank);
            if self.blanks && self.at > start.0 {
                return self.finish(Kind::Blank, start);
            }
            match self.comment_start() {
                CommentStart::Line => self.line_comment(None),
                CommentStart::Block => self.block_comment(None),
                CommentStart::Slash => return,
                CommentStart::None if self.at_end() => {}
                CommentStart::None if is_unprintable(self.byte()) => {
                    self.mistake("Invalid control characters encountered in text.");
                    self.take_all(is_unprintable);
                }
                CommentStart::None => {
                    let start = (self.at, self.line, self.column);
                    let kind = self.token();
                    return self.finish(kind, start);
                }
            }
        }
        self.finish(Kind::End, (self.at, self.line, self.column));
    }

    fn finish(&mut self, kind: Kind, (start, line, column): (usize, u32, u32)) {
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.current = Token { kind, text, line, column, end_column: self.column };
    }

    fn token(&mut self) -> Kind {
        if self.urls {
            return match self.take_one(is_url) {
                true => {
                    self.take_all(is_url);
                    Kind::Url
                }
                false => self.symbol(),
            };
        }
        match self.byte() {
            byte if is_letter(byte) => {
                self.take_all(is_alphanumeric);
                Kind::Identifier
            }
            b'0' => {
                self.advance();
                self.number(true, false)
            }
            b'.' => {
                self.advance();
                if !self.take_one(|byte| byte.is_ascii_digit()) {
                    return Kind::Symbol;
                }
                let Token { kind, line, end_column, .. } = self.previous;
                if kind == Kind::Identifier && line == self.line && end_column + 2 == self.column {
                    let point = Fault::at(line, end_column, "Need space between identifier and decimal point.");
                    self.faults.push(point);
                }
                self.number(false, true)
            }
            b'1'..=b'9' => {
                self.advance();
                self.number(false, false)
            }
            quote @ (b'"' | b'\'') => {
                self.advance();
                self.string(quote);
                Kind::Text
            }
            _ => self.symbol(),
        }
    }

    fn symbol(&mut self) -> Kind {
        if !self.byte().is_ascii() {
            self.mistake(&format!("Interpreting non ascii codepoint {}.", self.byte()));
        }
        self.advance();
        Kind::Symbol
    }

    fn number(&mut self, zero: bool, dot: bool) -> Kind {
        let mut is_float = dot;
        if zero && self.take_one(|byte| matches!(byte, b'x' | b'X')) {
            self.digits(|byte| byte.is_ascii_hexdigit(), "\"0x\" must be followed by hex digits.");
        } else if zero && self.byte().is_ascii_digit() {
            self.take_all(is_octal);
            if self.byte().is_ascii_digit() {
                self.mistake("Numbers starting with leading zero must be in octal.");
                self.take_all(|byte| byte.is_ascii_digit());
            }
        } else {
            self.take_all(|byte| byte.is_ascii_digit());
            if !dot && self.take(b'.') {
                is_float = true;
                self.take_all(|byte| byte.is_ascii_digit());
            }
            if self.take_one(|byte| matches!(byte, b'e' | b'E')) {
                is_float = true;
                self.take_one(|byte| matches!(byte, b'-' | b'+'));
                self.digits(|byte| byte.is_ascii_digit(), "\"e\" must be followed by exponent.");
            }
            if self.language == Language::TextFormat && self.take_one(|byte| matches!(byte, b'f' | b'F')) {
                is_float = true;
            }
        }
        if is_letter(self.byte()) {
            self.mistake("Need space between number and identifier.");
        } else if self.byte() == b'.' {
            self.mistake(match is_float {
                true => "Already saw decimal point or exponent; can't have another one.",
                false => "Hex and octal numbers must be integers.",
            });
        }
        if is_float { Kind::Float } else { Kind::Integer }
    }

    fn digits(&mut self, is: impl Fn(u8) -> bool, or_else: &str) {
        if !is(self.byte()) {
            self.mistake(or_else);
        }
        self.take_all(is);
    }

    /// The rest of a string that `quote` began. What escapes stand for is [`super::literal`]'s to say.
    fn string(&mut self, quote: u8) {
        loop {
            if self.at_end() || self.byte() == 0 {
                return self.mistake("Unexpected end of string.");
            }
            match self.byte() {
                b'\n' => return self.mistake("Multiline strings are not allowed. Did you miss a \"?."),
                b'\\' => {
                    self.advance();
                    self.escape();
                }
                byte => {
                    self.advance();
                    if byte == quote {
                        return;
                    }
                }
            }
        }
    }

    fn escape(&mut self) {
        let hex = |byte: u8| byte.is_ascii_hexdigit();
        if self.take_one(|byte| b"abfnrtv\\?'\"".contains(&byte) || is_octal(byte)) {
            return;
        }
        if self.take_one(|byte| matches!(byte, b'x' | b'X')) {
            if !self.take_one(hex) {
                self.mistake("Expected hex digits for escape sequence.");
            }
        } else if self.take(b'u') {
            if !(0..4).all(|_| self.take_one(hex)) {
                self.mistake("Expected four hex digits for \\u escape sequence.");
            }
        } else if self.take(b'U') {
            let zeros = self.take(b'0') && self.take(b'0') && (self.take(b'0') || self.take(b'1'));
            if !(zeros && (0..5).all(|_| self.take_one(hex))) {
                self.mistake("Expected eight hex digits up to 10ffff for \\U escape sequence");
            }
        } else {
            self.mistake("Invalid escape sequence in string literal.");
        }
    }

    pub(super) fn comment_start(&mut self) -> CommentStart {
        match (self.language, self.byte()) {
            (Language::TextFormat, b'#') => {
                self.advance();
                CommentStart::Line
            }
            (Language::Proto, b'/') => {
                let start = (self.at, self.line, self.column);
                self.advance();
                if self.take(b'/') {
                    CommentStart::Line
                } else if self.take(b'*') {
                    CommentStart::Block
                } else {
                    self.finish(Kind::Symbol, start);
                    CommentStart::Slash
                }
            }
            _ => CommentStart::None,
        }
    }

    /// The rest of a line comment, with the line feed; it is added to `into`.
    pub(super) fn line_comment(&mut self, into: Option<&mut Vec<u8>>) {
        let start = self.at;
        self.take_all(|byte| byte != b'\n' && byte != 0);
        self.take(b'\n');
        if let Some(into) = into {
            into.extend_from_slice(&self.text[start..self.at]);
        }
    }

    /// The rest of a block comment; what it says is added to `into`, without the asterisks that begin its lines.
    pub(super) fn block_comment(&mut self, mut into: Option<&mut Vec<u8>>) {
        let (start_line, start_column) = (self.line, self.column.saturating_sub(2));
        let mut recorded = self.at;
        loop {
            self.take_all(|byte| !matches!(byte, 0 | b'*' | b'/' | b'\n'));
            if self.take(b'\n') {
                record(&mut into, &self.text[recorded..self.at]);
                self.take_all(|byte| is_blank(byte) && byte != b'\n');
                recorded = self.at;
                if self.take(b'*') {
                    if self.take(b'/') {
                        return;
                    }
                    recorded = self.at;
                }
            } else if self.take(b'*') {
                if self.take(b'/') {
                    return record(&mut into, &self.text[recorded..self.at - 2]);
                }
            } else if self.take(b'/') {
                if self.byte() == b'*' {
                    self.mistake("\"/*\" inside block comment.  Block comments cannot be nested.");
                }
            } else {
                self.mistake("End-of-file inside block comment.");
                self.faults.push(Fault::at(start_line, start_column, "  Comment started here."));
                self.at = self.text.len();
                return;
            }
        }
    }
}

fn record(into: &mut Option<&mut Vec<u8>>, text: &[u8]) {
    if let Some(into) = into {
        into.extend_from_slice(text);
    }
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0b' | b'\x0c')
}

fn is_unprintable(byte: u8) -> bool {
    byte < b' ' && !is_blank(byte)
}

fn is_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.~_!$&()*+,;=%/".contains(&byte)
}

pub(super) fn is_octal(byte: u8) -> bool {
    matches!(byte, b'0'..=b'7')
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether `text` is a name.
pub(super) fn is_identifier(text: &[u8]) -> bool {
    text.split_first().is_some_and(|(first, rest)| is_letter(*first) && rest.iter().copied().all(is_alphanumeric))
}
