//! What follows a mistake: where reading goes on.

use super::{Fault, Kind, Parser, Result};

impl Parser<'_> {
    /// Notes what is wrong, behind what was wrong before.
    pub(super) fn note(&mut self, fault: Fault) {
        self.tokens.faults.push(fault);
    }

    /// Notes why a `statement` could not be read, if so, and leaves out the rest of it.
    pub(super) fn recover(&mut self, statement: Result) {
        if let Err(fault) = statement {
            self.note(fault);
            self.skip_statement();
        }
    }

    /// To behind the next `;` or block, or to the `}` of the block around.
    fn skip_statement(&mut self) {
        loop {
            match (self.current().kind, self.current().text) {
                (Kind::End, _) | (Kind::Symbol, b"}") => return,
                (Kind::Symbol, b";") => {
                    self.try_end_of_declaration(";", None);
                    return;
                }
                (Kind::Symbol, b"{") => {
                    self.next();
                    return self.skip_block();
                }
                _ => self.next(),
            }
        }
    }

    /// To behind the `}` of the block whose `{` has been read. As in protoc, what stands right behind a brace inside is not
    /// looked at.
    fn skip_block(&mut self) {
        let mut open = 1_usize;
        loop {
            match (self.current().kind, self.current().text) {
                (Kind::End, _) => return,
                (Kind::Symbol, b"}") => {
                    self.try_end_of_declaration("}", None);
                    open -= 1;
                    if open == 0 {
                        return;
                    }
                }
                (Kind::Symbol, b"{") => {
                    self.next();
                    open += 1;
                }
                _ => {}
            }
            self.next();
        }
    }
}
