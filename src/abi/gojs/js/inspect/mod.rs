//! How values are shown to people: `util.inspect` of Node. It calls nothing of the guest's.

mod layout;
mod names;
mod quote;

use std::collections::BTreeMap;

use self::layout::Entries;
use super::builtins::iso_date;
use super::function::Outcome;
use super::object::{Content, Kind, Property};
use super::{Js, Key, ObjectId, Value, number};

/// Items of an array that are shown.
const MAX_ITEMS: usize = 100;
/// Code units of a string in an object that are shown.
const MAX_TEXT: usize = 10_000;
/// Bytes of entries after which no more are shown, so that a guest cannot make this take long.
const BUDGET: usize = 1 << 20;
/// Levels that may be asked for.
const MAX_DEPTH: usize = 16;

impl Js<'_, '_> {
    /// The value as `console.log` shows it inside other values.
    pub(in crate::abi::gojs) fn inspect(&self, value: &Value) -> String {
        self.inspect_to(value, 2)
    }

    /// The same, with `depth` levels of objects below the value itself.
    pub(super) fn inspect_to(&self, value: &Value, depth: usize) -> String {
        let depth = depth.min(MAX_DEPTH);
        let mut inspector =
            Inspector { js: self, depth, seen: Vec::new(), circular: BTreeMap::new(), indent: 0, deepest: 0, spent: 0 };
        inspector.value(value)
    }
}

/// A value on its way into text.
struct Inspector<'j, 'c, 'g> {
    js: &'j Js<'c, 'g>,
    depth: usize,
    /// The objects that are being shown, one inside the other.
    seen: Vec<ObjectId>,
    /// Those that were met again inside themselves, numbered.
    circular: BTreeMap<ObjectId, usize>,
    indent: usize,
    /// The level of the object that was begun last.
    deepest: usize,
    spent: usize,
}

impl Inspector<'_, '_, '_> {
    fn value(&mut self, value: &Value) -> String {
        match value {
            Value::Undefined => "undefined".into(),
            Value::Null => "null".into(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) if *number == 0.0 && number.is_sign_negative() => "-0".into(),
            Value::Number(number) => number::to_text(*number),
            Value::Text(text) => quote::long(text, self.indent),
            Value::Symbol(symbol) => names::symbol(symbol),
            Value::Object(id) if self.seen.contains(id) => {
                let next = self.circular.len() + 1;
                format!("[Circular *{}]", self.circular.entry(*id).or_insert(next))
            }
            Value::Object(id) => self.object(*id),
        }
    }

    fn object(&mut self, id: ObjectId) -> String {
        let keys = self.keys(id);
        let (mut base, open, close) = self.frame(id);
        let has_contents = self.has_contents(id);
        if keys.is_empty() && !has_contents {
            return if base.is_empty() { format!("{open}{close}") } else { base };
        }
        if self.seen.len() > self.depth || self.spent > BUDGET {
            let prefix = self.js.prefix(id, None);
            let name = prefix.trim_end();
            return if name.starts_with('[') { name.to_owned() } else { format!("[{name}]") };
        }
        self.seen.push(id);
        self.deepest = self.seen.len();
        let mut entries = self.contents(id);
        let special = entries.list.len();
        for (index, key) in keys.iter().enumerate() {
            if self.spent > BUDGET {
                entries.list.push(format!("... {} more properties", keys.len() - index));
                break;
            }
            let entry = self.property(id, key);
            self.push(&mut entries.list, entry);
        }
        entries.is_list = special > 0 && entries.is_list || matches!(self.js.heap().kind(id), Kind::Array(_));
        if let Some(number) = self.circular.get(&id) {
            let reference = format!("<ref *{number}>");
            base = if base.is_empty() { reference } else { format!("{reference} {base}") };
        }
        let level = self.seen.len();
        self.seen.pop();
        entries.lay_out(&base, &open, close, self.indent, self.deepest - level)
    }

    fn push(&mut self, list: &mut Vec<String>, entry: String) {
        self.spent += entry.len() + 8;
        list.push(entry);
    }

    /// The keys of the properties that are shown.
    fn keys(&self, id: ObjectId) -> Vec<Key> {
        let object = self.js.heap().get(id);
        let mut keys = object.properties.keys();
        keys.retain(|key| object.properties.get(key).is_some_and(|property| property.enumerable));
        if matches!(object.kind, Kind::Error) {
            let stack = self.js.shown_stack(id);
            let own = |key: &Key| object.properties.get(key).and_then(Property::text);
            keys.retain(|key| {
                let is_label = ["name", "message", "stack"].iter().any(|label| key.is(label));
                !(is_label && own(key).is_some_and(|text| stack.contains(&*text.to_utf8())))
            });
            if object.properties.get(&"cause".into()).is_some_and(|cause| !cause.enumerable) {
                keys.push("cause".into());
            }
        }
        keys
    }

    /// What stands before an object's contents, and the brackets around them.
    fn frame(&self, id: ObjectId) -> (String, String, &'static str) {
        let js = self.js;
        let braces = |prefix: String| (String::new(), format!("{prefix}{{"), "}");
        let alone = |base: String| (base, "{".to_owned(), "}");
        match js.heap().kind(id) {
            Kind::Array(items) => {
                let prefix = js.prefix(id, Some(items.len()));
                let is_plain = prefix == format!("Array({}) ", items.len());
                (String::new(), format!("{}[", if is_plain { "" } else { &prefix }), "]")
            }
            Kind::TypedArray(view) => (String::new(), format!("{}[", js.prefix(id, Some(view.length))), "]"),
            Kind::Function(_) => alone(js.function_base(id)),
            Kind::Error => alone(self.error(id)),
            Kind::Date(time) => {
                let text = iso_date(*time).unwrap_or_else(|| "Invalid Date".into());
                let prefix = js.prefix(id, None);
                alone(if prefix == "Date " { text } else { format!("{prefix}{text}") })
            }
            Kind::Primitive(value) => alone(self.boxed(id, value)),
            Kind::Ordinary => {
                let prefix = js.prefix(id, None);
                braces(if prefix == "Object " { String::new() } else { prefix })
            }
            _ => braces(js.prefix(id, None)),
        }
    }

    /// The stack, in brackets if there is none, indented as what is around it.
    fn error(&self, id: ObjectId) -> String {
        let stack = self.js.shown_stack(id);
        let stack = if stack.contains("\n    at") { stack } else { format!("[{stack}]") };
        stack.replace('\n', &format!("\n{}", " ".repeat(self.indent)))
    }

    fn boxed(&self, id: ObjectId, value: &Value) -> String {
        let kind = self.js.heap().kind(id).tag();
        let class = match self.js.class_name(id) {
            Some(class) if class == kind => String::new(),
            Some(class) => format!(" ({class})"),
            None => " (null prototype)".into(),
        };
        let shown = match value {
            Value::Text(text) => quote::long(text, self.indent),
            _ => self.js.inspect(value),
        };
        format!("[{kind}{class}: {shown}]")
    }

    fn has_contents(&self, id: ObjectId) -> bool {
        match self.js.heap().kind(id) {
            Kind::Array(items) => !items.is_empty(),
            Kind::TypedArray(view) => view.length > 0,
            Kind::ArrayBuffer(_) | Kind::DataView(_) | Kind::Promise(_) => true,
            _ => false,
        }
    }

    /// What an object holds beside its properties.
    fn contents(&mut self, id: ObjectId) -> Entries {
        let heap = self.js.heap();
        match heap.kind(id) {
            Kind::Array(items) => {
                let mut list = Vec::new();
                let are_numbers = items.iter().all(|item| matches!(item, Value::Number(_)));
                for item in items.iter().take(MAX_ITEMS) {
                    if self.spent > BUDGET {
                        break;
                    }
                    let entry = self.nested(item);
                    self.push(&mut list, entry);
                }
                Entries::list(list, items.len(), are_numbers)
            }
            Kind::TypedArray(view) => {
                let items = (0..view.length.min(MAX_ITEMS)).filter_map(|index| view.get(heap, index));
                let list = items.map(|item| self.js.inspect(&item)).collect();
                Entries::list(list, view.length, true)
            }
            Kind::ArrayBuffer(bytes) => Entries::plain(vec![octets(bytes), format!("byteLength: {}", bytes.len())]),
            Kind::DataView(view) => {
                let (length, offset, buffer) = (view.length, view.offset, view.buffer.into());
                let buffer = self.nested(&buffer);
                Entries::plain(vec![
                    format!("byteLength: {length}"),
                    format!("byteOffset: {offset}"),
                    format!("buffer: {buffer}"),
                ])
            }
            Kind::Promise(promise) => {
                let settled = promise.settled.clone();
                Entries::plain(vec![match settled {
                    None => "<pending>".into(),
                    Some((Outcome::Fulfilled, value)) => self.nested(&value),
                    Some((Outcome::Rejected, reason)) => format!("<rejected> {}", self.nested(&reason)),
                }])
            }
            _ => Entries::plain(Vec::new()),
        }
    }

    /// The value, shown inside another one.
    fn nested(&mut self, value: &Value) -> String {
        self.indent += 2;
        let shown = self.value(value);
        self.indent -= 2;
        shown
    }

    fn property(&mut self, id: ObjectId, key: &Key) -> String {
        let Some(property) = self.js.heap().own(id, key) else { return String::new() };
        let shown = match &property.content {
            Content::Data { value, .. } => self.nested(value),
            Content::Accessor { set: Value::Undefined, .. } => "[Getter]".into(),
            Content::Accessor { get: Value::Undefined, .. } => "[Setter]".into(),
            Content::Accessor { .. } => "[Getter/Setter]".into(),
        };
        format!("{}: {shown}", names::key(key, property.enumerable))
    }
}

/// The bytes of a buffer: `[Uint8Contents]: <01 02>`.
fn octets(bytes: &[u8]) -> String {
    let shown: Vec<String> = bytes.iter().take(MAX_ITEMS).map(|byte| format!("{byte:02x}")).collect();
    let more = match bytes.len().saturating_sub(MAX_ITEMS) {
        0 => String::new(),
        1 => " ... 1 more byte".into(),
        more => format!(" ... {more} more bytes"),
    };
    format!("[Uint8Contents]: <{}{more}>", shown.join(" "))
}
