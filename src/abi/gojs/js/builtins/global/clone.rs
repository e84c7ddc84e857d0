//! `structuredClone`.

use std::collections::BTreeMap;

use super::super::object::listed_keys;
use crate::abi::gojs::js::object::{Kind, Property};
use crate::abi::gojs::js::typed_array::View;
use crate::abi::gojs::js::{Abrupt, Completion, Intrinsic, Invocation, Js, ObjectId, Value};

/// A clone under way. Not by recursion, whose depth the guest would choose.
#[derive(Default)]
struct Cloning {
    /// The copy of each object met so far.
    copies: BTreeMap<ObjectId, ObjectId>,
    /// Those whose contents are still to be copied.
    open: Vec<(ObjectId, ObjectId)>,
}

pub(super) fn structured_clone(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    if call.args.is_empty() {
        return Err(js.type_error("The value argument must be specified"));
    }
    let mut cloning = Cloning::default();
    let result = cloning.copy(js, &call.arg(0))?;
    while let Some((source, copy)) = cloning.open.pop() {
        cloning.fill(js, source, copy)?;
    }
    Ok(result)
}

fn cannot_clone(js: &mut Js<'_, '_>, value: &Value) -> Abrupt {
    let shown = js.brief(value);
    let error = js.error(Intrinsic::Error, format!("{shown} could not be cloned."));
    if let Some(id) = error.object() {
        js.define(id, "name", "DataCloneError".into());
        js.define(id, "code", Value::Number(25.0));
    }
    Abrupt::Throw(error)
}

impl Cloning {
    /// The copy of `value`, whose contents may come later.
    fn copy(&mut self, js: &mut Js<'_, '_>, value: &Value) -> Completion {
        js.round()?;
        let Some(source) = value.object() else {
            return match value {
                Value::Symbol(_) => Err(cannot_clone(js, value)),
                _ => Ok(value.clone()),
            };
        };
        if let Some(&copy) = self.copies.get(&source) {
            return Ok(copy.into());
        }
        let (class, kind) = self.shell(js, source)?;
        js.reserve(64)?;
        let copy = js.new_object(class, kind);
        self.copies.insert(source, copy);
        if matches!(js.heap().kind(copy), Kind::Ordinary | Kind::Array(_) | Kind::Error) {
            self.open.push((source, copy));
        }
        Ok(copy.into())
    }

    /// What the copy is, but for its properties and items.
    fn shell(&mut self, js: &mut Js<'_, '_>, source: ObjectId) -> Completion<(Intrinsic, Kind)> {
        let (class, view) = match js.heap().kind(source) {
            Kind::Ordinary => return Ok((Intrinsic::Object, Kind::Ordinary)),
            Kind::Array(_) => return Ok((Intrinsic::Array, Kind::Array(Vec::new()))),
            Kind::Error => return Ok((error_class(js, source), Kind::Error)),
            Kind::Date(time) => return Ok((Intrinsic::Date, Kind::Date(*time))),
            Kind::Primitive(value) => {
                let class = match value {
                    Value::Bool(_) => Intrinsic::Boolean,
                    Value::Number(_) => Intrinsic::Number,
                    _ => Intrinsic::String,
                };
                return Ok((class, Kind::Primitive(value.clone())));
            }
            Kind::ArrayBuffer(bytes) => {
                let length = bytes.len();
                js.room(length)?;
                let Kind::ArrayBuffer(bytes) = js.heap().kind(source) else {
                    return Err(cannot_clone(js, &source.into()));
                };
                return Ok((Intrinsic::ArrayBuffer, Kind::ArrayBuffer(bytes.clone())));
            }
            Kind::TypedArray(view) => (view.element.class(), view.clone()),
            Kind::DataView(view) => (Intrinsic::DataView, view.clone()),
            _ => return Err(cannot_clone(js, &source.into())),
        };
        // A buffer holds no objects, so that this goes one level deep.
        let Value::Object(buffer) = self.copy(js, &view.buffer.into())? else {
            return Err(cannot_clone(js, &source.into()));
        };
        let view = View { buffer, ..view };
        Ok((class, if class == Intrinsic::DataView { Kind::DataView(view) } else { Kind::TypedArray(view) }))
    }

    fn fill(&mut self, js: &mut Js<'_, '_>, source: ObjectId, copy: ObjectId) -> Completion<()> {
        if let Kind::Array(_) = js.heap().kind(source) {
            let mut items = js.all_elements(&source.into())?;
            for item in &mut items {
                *item = self.copy(js, item)?;
            }
            js.replace_items(copy, items);
        }
        if let Kind::Error = js.heap().kind(source) {
            for name in ["stack", "message", "cause"] {
                if js.heap().own(source, &name.into()).is_some() {
                    let value = js.get(source, name)?;
                    let value = self.copy(js, &value)?;
                    js.heap_mut().define(copy, name, Property::hidden(value));
                }
            }
            return Ok(());
        }
        for key in listed_keys(js, source)? {
            if js.heap().own(copy, &key).is_none() {
                let value = js.get(source, key.clone())?;
                let value = self.copy(js, &value)?;
                js.define(copy, key, value);
            }
        }
        Ok(())
    }
}

/// The class of errors that `source` is an instance of.
fn error_class(js: &Js<'_, '_>, source: ObjectId) -> Intrinsic {
    use Intrinsic::{Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError};
    let prototype = js.heap().get(source).prototype;
    let classes = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
    classes.into_iter().find(|&class| prototype == Some(js.realm().prototype(class))).unwrap_or(Error)
}
