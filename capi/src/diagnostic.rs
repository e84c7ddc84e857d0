//! `bufwasm_diagnostic`: what a compiler says of .proto files.

use bufwasm_codegen::ProtoError;

use crate::kept::Kept;
use crate::view::Text;

/// What a compiler says of one place in a .proto file.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Diagnostic {
    /// The file, by its name among the sources; NULL if it is about none.
    pub file: Text,
    /// What is wrong: protoc's own words, or those of the compiler that is part of the library. Warnings begin with
    /// `warning: `.
    pub message: Text,
    /// The line; the first is 1. 0 if it is not known.
    pub line: u32,
    /// The column; the first is 1. 0 if it is not known.
    pub column: u32,
}

/// `errors` for C to look at: an array of what becomes `kept`.
pub(crate) fn diagnostics(errors: &[ProtoError], kept: &mut Kept) -> (*const Diagnostic, usize) {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let diagnostics = errors.iter().map(|ProtoError { file, position, message }| Diagnostic {
        file: kept.optional(file.as_deref()),
        message: kept.text(message.as_str()),
        line: position.map_or(0, |position| number(position.line)),
        column: position.map_or(0, |position| number(position.column)),
    });
    let diagnostics = diagnostics.collect();
    kept.array(diagnostics)
}
