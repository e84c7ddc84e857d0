//! Which comment belongs to which declaration.
//!
//! A comment behind a declaration is its trailing comment, on its line or the next, unless something follows in the same
//! line. One right above a declaration is its leading comment; those before that, apart by empty lines, are detached.

use super::token::{CommentStart, Kind, Tokens, is_blank};

/// The comments between the token that ends a declaration and the next token.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Comments {
    pub(super) trailing: Vec<u8>,
    pub(super) detached: Vec<Vec<u8>>,
    pub(super) leading: Vec<u8>,
}

/// Comments on their way to the right place: the last one is held back until it is known where it belongs.
struct Collector {
    comments: Comments,
    buffer: Vec<u8>,
    has_comment: bool,
    is_line_comment: bool,
    /// Comments that have got their places.
    placed: usize,
    has_trailing: bool,
    can_trail: bool,
}

impl Collector {
    fn for_line(&mut self) -> &mut Vec<u8> {
        // Line comments one below the other are one, a block comment stands for itself.
        if self.has_comment && !self.is_line_comment {
            self.flush();
        }
        (self.has_comment, self.is_line_comment) = (true, true);
        &mut self.buffer
    }

    fn for_block(&mut self) -> &mut Vec<u8> {
        self.flush();
        (self.has_comment, self.is_line_comment) = (true, false);
        &mut self.buffer
    }

    /// The comment that is held back does not belong to the next token.
    fn flush(&mut self) {
        if !self.has_comment {
            return;
        }
        let comment = std::mem::take(&mut self.buffer);
        if std::mem::take(&mut self.can_trail) {
            self.comments.trailing = comment;
            self.has_trailing = true;
        } else {
            self.comments.detached.push(comment);
        }
        self.has_comment = false;
        self.placed += 1;
    }

    /// The tokens before and behind are on one line: a single comment between them could belong to either.
    fn detach_single(&mut self) {
        if self.placed + usize::from(self.has_comment) == 1 {
            if self.has_trailing {
                self.comments.detached.insert(0, std::mem::take(&mut self.comments.trailing));
            }
            self.flush();
        }
    }

    fn done(mut self) -> Comments {
        if self.has_comment {
            self.comments.leading = self.buffer;
        }
        self.comments
    }
}

impl Tokens<'_> {
    /// Goes on to the next token, and gives the comments before it.
    pub(super) fn next_with_comments(&mut self) -> Comments {
        let mut collector = Collector {
            comments: Comments::default(),
            buffer: Vec::new(),
            has_comment: false,
            is_line_comment: false,
            placed: 0,
            has_trailing: false,
            can_trail: true,
        };
        let mut previous_line = Some(self.line);
        let mut trailing_end = None;
        let in_line = |byte| is_blank(byte) && byte != b'\n';
        if self.current.kind == Kind::Start {
            // A byte order mark. What it would mean elsewhere is an error of its own.
            if self.take(0xef) && !(self.take(0xbb) && self.take(0xbf)) {
                self.mistake("Proto file starts with 0xEF but not UTF-8 BOM. Only UTF-8 is accepted for proto file.");
                return Comments::default();
            }
            collector.can_trail = false;
            previous_line = None;
        } else {
            self.take_all(in_line);
            match self.comment_start() {
                CommentStart::Line => {
                    trailing_end = Some(self.line);
                    self.line_comment(Some(collector.for_line()));
                    collector.flush();
                }
                CommentStart::Block => {
                    self.block_comment(Some(collector.for_block()));
                    trailing_end = Some(self.line);
                    self.take_all(in_line);
                    collector.flush();
                }
                CommentStart::Slash => return collector.done(),
                CommentStart::None if !self.take(b'\n') => {
                    self.next();
                    return collector.done();
                }
                CommentStart::None => {}
            }
        }
        loop {
            self.take_all(in_line);
            match self.comment_start() {
                CommentStart::Line => self.line_comment(Some(collector.for_line())),
                CommentStart::Block => {
                    self.block_comment(Some(collector.for_block()));
                    self.take_all(in_line);
                    self.take(b'\n');
                }
                CommentStart::Slash => return collector.done(),
                CommentStart::None if self.take(b'\n') => {
                    collector.flush();
                    collector.can_trail = false;
                }
                CommentStart::None => {
                    self.next();
                    let is_end = self.current.kind == Kind::End;
                    if is_end || matches!(self.current.text, b"}" | b"]" | b")") {
                        collector.flush();
                    }
                    if !is_end && (previous_line == Some(self.line) || trailing_end == Some(self.line)) {
                        collector.detach_single();
                    }
                    return collector.done();
                }
            }
        }
    }
}
