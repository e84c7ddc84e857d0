//! YAML as a tree in which each node knows its place.

use std::collections::HashMap;
use std::rc::Rc;

use bufwasm_codegen::{Position, ProtoError};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

use crate::failure::{Failure, Result};

/// How deep nodes may be nested.
const DEPTH: usize = 50;
/// How many nodes there may be, those counted again that an alias stands for.
const NODES: usize = 100_000;

/// Where something stands.
#[derive(Clone, Debug)]
pub(super) struct Place {
    file: Rc<str>,
    position: Position,
}

impl Place {
    /// What is to say of this place.
    pub(super) fn mistake(&self, message: impl Into<String>) -> ProtoError {
        ProtoError { file: Some(self.file.to_string()), position: Some(self.position), message: message.into() }
    }

    /// A mistake at this place.
    pub(super) fn wrong(&self, message: impl Into<String>) -> Failure {
        let mistake = self.mistake(message);
        Failure { mistakes: [mistake.clone()].into(), ..Failure::usage(mistake) }
    }
}

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) value: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Scalar {
        text: String,
        /// Whether it stands without quotes, and so may be a number, a boolean, or nothing.
        is_plain: bool,
    },
    Sequence(Vec<Node>),
    /// Keys and values in their order; no key is there twice.
    Mapping(Vec<(Node, Node)>),
}

impl Node {
    /// Whether it says nothing.
    pub(super) fn is_null(&self) -> bool {
        let Value::Scalar { text, is_plain: true } = &self.value else { return false };
        matches!(&**text, "" | "~" | "null" | "Null" | "NULL")
    }
}

/// The first document in `bytes`, the contents of the file called `file`; an empty one is a node that says nothing. As for buf,
/// what is behind it counts for nothing.
///
/// # Errors
///
/// It is no YAML, or not in UTF-8.
pub(super) fn parse(file: &str, bytes: &[u8]) -> Result<Node> {
    let file: Rc<str> = file.into();
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = before.rsplit('\n').next().unwrap_or_default();
        let position = Position { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 };
        let place = Place { file: file.clone(), position };
        place.wrong("this is not UTF-8").hint("save the file with the encoding UTF-8".to_owned())
    })?;
    let mut reader = Reader { file, events: Parser::new_from_str(text), anchors: HashMap::new(), left: NODES };
    let nothing = Value::Scalar { text: String::new(), is_plain: true };
    let mut root = None;
    loop {
        let (event, at) = reader.next()?;
        match event {
            Event::StreamEnd | Event::DocumentEnd => break,
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            event => root = Some(reader.node(event, at, DEPTH)?),
        }
    }
    Ok(root.unwrap_or_else(|| Node { place: reader.place(Marker::new(0, 1, 0)), value: nothing }))
}

struct Reader<'t> {
    file: Rc<str>,
    events: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// Nodes that aliases may stand for.
    anchors: HashMap<usize, Node>,
    /// How many more nodes there may be.
    left: usize,
}

impl<'t> Reader<'t> {
    fn place(&self, at: Marker) -> Place {
        Place { file: self.file.clone(), position: Position { line: at.line(), column: at.col() + 1 } }
    }

    fn next(&mut self) -> Result<(Event<'t>, Marker)> {
        match self.events.next() {
            Some(Ok((event, span))) => Ok((event, span.start)),
            Some(Err(error)) => Err(self.place(*error.marker()).wrong(error.info())),
            None => Ok((Event::StreamEnd, Marker::new(0, 1, 0))),
        }
    }

    /// The node that `event` begins.
    fn node(&mut self, event: Event<'t>, at: Marker, depth: usize) -> Result<Node> {
        let place = self.place(at);
        let Some(depth) = depth.checked_sub(1) else { return Err(place.wrong("this is nested too deep")) };
        self.count(1, &place)?;
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some_and(|tag| tag.suffix == "str");
                let is_plain = style == ScalarStyle::Plain && !is_text;
                (anchor, Value::Scalar { text: text.into_owned(), is_plain })
            }
            Event::SequenceStart(anchor, tag) => {
                check_tag(tag.as_deref(), &place)?;
                (anchor, Value::Sequence(self.sequence(depth)?))
            }
            Event::MappingStart(anchor, tag) => {
                check_tag(tag.as_deref(), &place)?;
                (anchor, Value::Mapping(self.mapping(depth)?))
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let node = node.ok_or_else(|| place.wrong("this alias stands for what it is part of"))?;
                self.count(size(&node), &place)?;
                return Ok(node);
            }
            _ => return Err(place.wrong("there is a value missing")),
        };
        let node = Node { place, value };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn sequence(&mut self, depth: usize) -> Result<Vec<Node>> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(items),
                (event, at) => items.push(self.node(event, at, depth)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Vec<(Node, Node)>> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        let mut merged = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.node(event, at, depth)?;
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth)?;
            let Some(name) = name(&key) else { return Err(key.place.wrong("a field's name is a word")) };
            if name == "<<" {
                merged.push(value);
            } else if entries.iter().any(|(other, _)| self::name(other) == Some(name)) {
                return Err(key.place.wrong(format!("{name} is there twice")));
            } else {
                entries.push((key, value));
            }
        }
        merged.into_iter().try_for_each(|node| merge(&mut entries, node))?;
        Ok(entries)
    }

    fn count(&mut self, nodes: usize, place: &Place) -> Result<()> {
        self.left = self.left.checked_sub(nodes).ok_or_else(|| {
            place.wrong(format!("there is too much in this file: it may hold {NODES} words and lists"))
        })?;
        Ok(())
    }
}

/// Adds what is merged from `node`, as far as it is not there.
fn merge(entries: &mut Vec<(Node, Node)>, node: Node) -> Result<()> {
    match node.value {
        Value::Mapping(more) => {
            let is_new = |key: &Node| entries.iter().all(|(other, _)| name(other) != name(key));
            let new: Vec<_> = more.into_iter().filter(|(key, _)| is_new(key)).collect();
            entries.extend(new);
            Ok(())
        }
        Value::Sequence(nodes) => nodes.into_iter().try_for_each(|node| merge(entries, node)),
        Value::Scalar { .. } => Err(node.place.wrong("only mappings can be merged")),
    }
}

/// How many nodes there are.
fn size(node: &Node) -> usize {
    match &node.value {
        Value::Scalar { .. } => 1,
        Value::Sequence(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Mapping(entries) => 1 + entries.iter().map(|(key, value)| size(key) + size(value)).sum::<usize>(),
    }
}

/// The name that a key is.
pub(super) fn name(key: &Node) -> Option<&str> {
    match &key.value {
        Value::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// Tags of one's own would be passed over otherwise, and what they stand for with them.
fn check_tag(tag: Option<&Tag>, place: &Place) -> Result<()> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() => Err(place.wrong(format!("there is no tag {tag}"))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        parse("a.yaml", text.as_bytes())
            .map(|node| format!("{:?}", node.value))
            .unwrap_or_else(|failure| failure.message)
    }

    #[test]
    fn mistakes_have_a_place() {
        for (text, expected) in [
            ("a: 1\nb: [", "a.yaml:3:1: while parsing a node"),
            ("a: 1\na: 2\n", "a.yaml:2:1: a is there twice"),
            ("a: !mine {}\n", "a.yaml:1:4: there is no tag !mine"),
            ("a: &x [*x]", "a.yaml:1:8: this alias stands for what it is part of"),
        ] {
            assert!(said(text).starts_with(expected), "{text}: {}", said(text));
        }
        assert!(said(&"[".repeat(100_000)).starts_with("a.yaml:1:"));
        let failure = parse("a.yaml", b"a: 1\nb: \xc3\xa4 \xff\n").unwrap_err();
        assert_eq!(failure.message, "a.yaml:2:6: this is not UTF-8");
    }

    #[test]
    fn the_first_document_counts() {
        assert_eq!(said("a: 1\n---\n[what is wrong"), said("a: 1\n"));
        assert_eq!(said("---\na: 1\n...\n"), said("\na: 1\n"));
    }

    #[test]
    fn what_is_merged_gives_way_to_what_is_there() {
        let root = parse("a.yaml", b"x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n").unwrap();
        let Value::Mapping(entries) = root.value else { panic!("no mapping") };
        let Value::Mapping(y) = &entries[1].1.value else { panic!("no mapping") };
        let shown: Vec<_> = y.iter().map(|(key, value)| (name(key).unwrap(), name(value).unwrap())).collect();
        assert_eq!(shown, [("b", "3"), ("a", "1")]);
    }

    #[test]
    fn aliases_cannot_fill_memory() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..10 {
            let before = vec![format!("*a{}", level - 1); 10].join(", ");
            text += &format!("a{level}: &a{level} [{before}]\n");
        }
        assert!(said(&text).contains("there is too much in this file"));
    }
}
