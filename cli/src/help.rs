//! What help says behind the options: examples, and what there is to know beside.
//!
//! Paragraphs are separated by empty lines. Prose is one line, which help and manual pages wrap. Lines that begin with two
//! spaces stand as they are, below a line that is their heading: examples, which can be pasted, and are no wider than
//! [`WIDTH`].

/// The columns that a terminal has at least.
pub(crate) const WIDTH: usize = 80;

/// A paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Paragraph<'t> {
    Prose(&'t str),
    /// A heading, and lines that stand as they are.
    Verbatim(&'t str, Vec<&'t str>),
}

/// The paragraphs of `text`.
pub(crate) fn paragraphs(text: &str) -> impl Iterator<Item = Paragraph<'_>> {
    text.split("\n\n").map(|paragraph| match paragraph.split_once(":\n") {
        Some((heading, lines)) => Paragraph::Verbatim(heading, lines.lines().collect()),
        None => Paragraph::Prose(paragraph),
    })
}
