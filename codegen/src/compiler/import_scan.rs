//! Which files a .proto file imports, and which package it is of, told by a glance at its tokens.
//!
//! The compiler proper reads the file again and judges it. A glance that finds too much does no harm: the file is laid out
//! and not read.

/// The names that the .proto file `text` seems to import, in their order.
pub fn imports(text: &[u8]) -> Vec<String> {
    let mut tokens = Tokens(text).peekable();
    let mut names = Vec::new();
    while let Some(token) = tokens.next() {
        if token != Token::Word(b"import") {
            continue;
        }
        // `public`, `weak` or `option`.
        tokens.next_if(|token| matches!(token, Token::Word(_)));
        let mut name = Vec::new();
        while let Some(Token::Text(piece)) = tokens.next_if(|token| matches!(token, Token::Text(_))) {
            name.extend(piece);
        }
        if let Some(name) = String::from_utf8(name).ok().filter(|name| !name.is_empty()) {
            names.push(name);
        }
    }
    names
}

/// The package that `text` says it is of.
pub fn package_of(text: &[u8]) -> Option<String> {
    let mut tokens = Tokens(text).peekable();
    let mut package = Vec::new();
    while package.is_empty() {
        if tokens.next()? != Token::Word(b"package") {
            continue;
        }
        while let Some(Token::Word(part)) = tokens.next_if(|token| matches!(token, Token::Word(_))) {
            package.push(std::str::from_utf8(part).ok()?);
            if tokens.next_if(|token| *token == Token::Sign(b'.')).is_none() {
                break;
            }
        }
    }
    Some(package.join("."))
}

#[derive(PartialEq)]
enum Token<'a> {
    /// A name, a keyword or a number.
    Word(&'a [u8]),
    /// What a string stands for.
    Text(Vec<u8>),
    /// Any other character.
    Sign(u8),
}

/// The tokens of what is left of a file. White space and comments are none.
struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blank();
        let (&first, rest) = self.0.split_first()?;
        match first {
            b'"' | b'\'' => {
                self.0 = rest;
                Some(Token::Text(self.string(first)))
            }
            _ if is_word(first) => Some(Token::Word(self.take_while(is_word))),
            _ => {
                self.0 = rest;
                Some(Token::Sign(first))
            }
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

impl<'a> Tokens<'a> {
    fn take_while(&mut self, is: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.0.iter().position(|&byte| !is(byte)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn skip_blank(&mut self) {
        loop {
            self.take_while(|byte| byte.is_ascii_whitespace() || byte == b'\x0b');
            if self.0.starts_with(b"//") {
                self.take_while(|byte| byte != b'\n');
            } else if self.0.starts_with(b"/*") {
                let end = self.0[2..].windows(2).position(|pair| pair == b"*/").map_or(self.0.len(), |at| at + 4);
                self.0 = &self.0[end..];
            } else {
                return;
            }
        }
    }

    /// The rest of a string that `quote` began. One that does not end before its line does is a mistake, and ends there.
    fn string(&mut self, quote: u8) -> Vec<u8> {
        let mut text = Vec::new();
        while let Some((&byte, rest)) = self.0.split_first() {
            if byte == b'\n' {
                break;
            }
            self.0 = rest;
            match byte {
                b'\\' => text.extend(self.escaped()),
                _ if byte == quote => break,
                _ => text.push(byte),
            }
        }
        text
    }

    /// The byte that an escape stands for, whose backslash has been taken.
    fn escaped(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        if byte.is_ascii_digit() {
            return self.number(3, 8);
        }
        self.0 = rest;
        if matches!(byte, b'x' | b'X') {
            return self.number(2, 16);
        }
        let plain = [(b'n', b'\n'), (b't', b'\t'), (b'r', b'\r'), (b'a', 7), (b'b', 8), (b'f', 12), (b'v', 11)];
        Some(plain.into_iter().find(|(name, _)| *name == byte).map_or(byte, |(_, byte)| byte))
    }

    fn number(&mut self, digits: usize, radix: u32) -> Option<u8> {
        let written = self.0.iter().take(digits).take_while(|byte| char::from(**byte).is_digit(radix)).count();
        let (number, rest) = self.0.split_at(written);
        self.0 = rest;
        let number = u32::from_str_radix(std::str::from_utf8(number).ok()?, radix).ok()?;
        Some(number as u8) // as C++ takes "\777"
    }
}

#[cfg(test)]
mod tests {
    use super::{imports, package_of};

    #[test]
    fn imports_are_found_and_nothing_else() {
        let text = br#"// import "comment.proto";
            /* import "block.proto"; */ syntax = "proto3";
            import "a.proto"; import public 'b/' "c.proto"; import weak "d.proto"; import option "e\x2eproto";
            message M { string import = 1; string s = 2 [default = "import \"f.proto\""]; }
            import/**/"g\056proto"// end"#;
        assert_eq!(imports(text), ["a.proto", "b/c.proto", "d.proto", "e.proto", "g.proto"]);
    }

    #[test]
    fn packages_are_found() {
        for (text, package) in [
            ("// package a;\nsyntax = \"proto3\"; package b.c . d; message M {}", Some("b.c.d")),
            ("message M { string package = 1; } package e;", Some("e")),
            ("message M {}", None),
        ] {
            assert_eq!(package_of(text.as_bytes()).as_deref(), package);
        }
    }

    #[test]
    fn what_is_no_proto_file_imports_nothing() {
        for text in ["", "import", "import \"", "import \"\\x\"", "/*", "/", "\u{feff}", "import \"\\377\";"] {
            assert_eq!(imports(text.as_bytes()), Vec::<String>::new(), "{text}");
        }
    }
}
