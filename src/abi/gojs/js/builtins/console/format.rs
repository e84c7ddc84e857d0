//! The first argument's directives, and the others: `util.format` of Node.

use super::super::json_text;
use crate::abi::gojs::js::function::Function;
use crate::abi::gojs::js::object::Content;
use crate::abi::gojs::js::object::Kind;
use crate::abi::gojs::js::text_buffer::TextBuffer;
use crate::abi::gojs::js::{Completion, Js, Key, ObjectId, Text, Value, number};

/// The arguments of `console.log` as the text that it writes.
pub(super) fn format(js: &mut Js<'_, '_>, args: &[Value]) -> Completion<String> {
    let mut buffer = TextBuffer::default();
    let mut rest = args.iter();
    if let [Value::Text(template), _, ..] = args {
        rest.next();
        expand(js, &mut buffer, &template.to_utf8(), &mut rest)?;
    } else if let Some(first) = rest.next() {
        plain(js, &mut buffer, first)?;
    }
    for arg in rest {
        buffer.push_str(js, " ")?;
        plain(js, &mut buffer, arg)?;
    }
    Ok(buffer.finish().to_utf8().into_owned())
}

/// Adds a string as it is, and anything else as it is inspected.
fn plain(js: &mut Js<'_, '_>, buffer: &mut TextBuffer, value: &Value) -> Completion<()> {
    match value {
        Value::Text(text) => buffer.push(js, text),
        _ => {
            let shown = js.inspect(value);
            buffer.push_str(js, &shown)
        }
    }
}

/// Adds the template, with an argument in the place of each directive as long as there are some.
fn expand(
    js: &mut Js<'_, '_>,
    buffer: &mut TextBuffer,
    template: &str,
    args: &mut std::slice::Iter<'_, Value>,
) -> Completion<()> {
    let mut rest = template;
    while let Some(at) = rest.find('%') {
        let directive = rest.as_bytes().get(at + 1).copied().unwrap_or(0);
        let shown = match directive {
            b'%' => Some("%".to_owned()),
            b's' | b'd' | b'i' | b'f' | b'j' | b'o' | b'O' | b'c' => match args.next() {
                Some(arg) => Some(directed(js, directive, arg)?),
                None => None,
            },
            _ => None,
        };
        let (kept, next) = if shown.is_some() { (at, at + 2) } else { (at + 1, at + 1) };
        buffer.push_str(js, &rest[..kept])?;
        buffer.push_str(js, &shown.unwrap_or_default())?;
        rest = &rest[next..];
    }
    buffer.push_str(js, rest)
}

fn directed(js: &mut Js<'_, '_>, directive: u8, arg: &Value) -> Completion<String> {
    let shown = |number: f64| number::to_text(number);
    let is_symbol = matches!(arg, Value::Symbol(_));
    Ok(match directive {
        b's' => as_text(js, arg)?,
        b'd' | b'i' | b'f' if is_symbol => "NaN".into(),
        b'd' => {
            let number = js.to_number(arg)?;
            js.inspect(&number.into())
        }
        b'i' => shown(number::parse_int(&js.to_text(arg)?.to_utf8(), 10)),
        b'f' => shown(number::parse_float(&js.to_text(arg)?.to_utf8())),
        b'j' => json_text(js, arg)?,
        b'o' => js.inspect_to(arg, 4),
        b'O' => js.inspect(arg),
        // CSS, which has no meaning here.
        _ => String::new(),
    })
}

/// `%s`: as `String` has it, but objects without a `toString` of their own are inspected.
fn as_text(js: &mut Js<'_, '_>, arg: &Value) -> Completion<String> {
    match arg {
        Value::Text(text) => Ok(text.to_utf8().into_owned()),
        Value::Object(id) if !js.is_callable(arg) && has_builtin_to_string(js, *id) => Ok(js.inspect_to(arg, 0)),
        Value::Number(_) | Value::Symbol(_) => Ok(js.inspect(arg)),
        _ => {
            let text: Text = js.to_text(arg)?;
            Ok(text.to_utf8().into_owned())
        }
    }
}

fn has_builtin_to_string(js: &Js<'_, '_>, id: ObjectId) -> bool {
    match js.find(id, &Key::from("toString")).map(|property| property.content) {
        Some(Content::Data { value, .. }) => {
            let function = value.object().map(|id| js.heap().kind(id));
            matches!(function, Some(Kind::Function(Function::Native(_))))
        }
        Some(Content::Accessor { .. }) => false,
        None => true,
    }
}
