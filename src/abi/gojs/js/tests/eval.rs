//! An evaluator for the expressions of tests: literals, names, members, calls and `new`.

use crate::abi::gojs::js::{Completion, Intrinsic, Js, Value};

/// The value of `expression`.
pub(super) fn evaluate(js: &mut Js<'_, '_>, expression: &str) -> Completion {
    let mut reader = Reader { rest: expression };
    let value = reader.value(js)?;
    assert_eq!(reader.rest.trim(), "", "what is left of {expression}");
    Ok(value)
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn accept(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take(&mut self, is: impl Fn(char) -> bool) -> &'t str {
        self.rest = self.rest.trim_start();
        let (taken, rest) = self.rest.split_at(self.rest.find(|char| !is(char)).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> &'t str {
        self.take(|char| char.is_alphanumeric() || char == '_' || char == '$')
    }

    /// A value with its members and calls: `[3,1].concat(2).length`.
    fn value(&mut self, js: &mut Js<'_, '_>) -> Completion {
        let mut this = Value::Undefined;
        let mut value = self.primary(js)?;
        loop {
            if self.accept(".") {
                let name = self.word();
                this = value;
                value = js.get_of(&this, name)?;
            } else if self.accept("[") {
                let key = self.value(js)?;
                assert!(self.accept("]"));
                this = value;
                let key = js.to_key(&key)?;
                value = js.get_of(&this, key)?;
            } else if self.accept("(") {
                let args = self.list(js, ")")?;
                value = js.call(&value, std::mem::replace(&mut this, Value::Undefined), &args)?;
            } else {
                return Ok(value);
            }
        }
    }

    fn list(&mut self, js: &mut Js<'_, '_>, end: &str) -> Completion<Vec<Value>> {
        let mut items = Vec::new();
        while !self.accept(end) {
            items.push(self.value(js)?);
            self.accept(",");
        }
        Ok(items)
    }

    fn primary(&mut self, js: &mut Js<'_, '_>) -> Completion {
        if self.accept("new ") {
            let mut class = js.realm().global.into();
            loop {
                let name = self.word();
                class = js.get_of(&class, name)?;
                if self.accept("(") {
                    break;
                }
                assert!(self.accept("."));
            }
            let args = self.list(js, ")")?;
            return js.construct(&class, &args);
        }
        if self.accept("[") {
            let items = self.list(js, "]")?;
            return Ok(js.array(items).into());
        }
        if self.accept("({") {
            let value = self.object(js)?;
            assert!(self.accept(")"));
            return Ok(value);
        }
        if self.accept("(") {
            let value = self.value(js)?;
            assert!(self.accept(")"));
            return Ok(value);
        }
        if self.accept("{") {
            return self.object(js);
        }
        if self.rest.starts_with('"') {
            let literal = self.string();
            let json = js.get(js.realm().global, "JSON")?;
            let parse = js.get_of(&json, "parse")?;
            return js.call(&parse, json, &[literal.into()]);
        }
        if self.accept("-") {
            let value = self.primary(js)?;
            return Ok((-js.to_number(&value)?).into());
        }
        if self.rest.starts_with(|char: char| char.is_ascii_digit()) {
            let mut text = self.take(|char| char.is_ascii_alphanumeric() || char == '.').to_owned();
            if text.ends_with('e') && self.accept("-") {
                text = format!("{text}-{}", self.word());
            }
            return Ok(js.to_number(&text.into())?.into());
        }
        self.name(js)
    }

    fn name(&mut self, js: &mut Js<'_, '_>) -> Completion {
        match self.word() {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            "null" => Ok(Value::Null),
            "undefined" => Ok(Value::Undefined),
            name => {
                let global = js.realm().global;
                if !js.has(global, &name.into()) {
                    return Err(js.throw(Intrinsic::ReferenceError, format!("{name} is not defined")));
                }
                js.get(global, name)
            }
        }
    }

    fn object(&mut self, js: &mut Js<'_, '_>) -> Completion {
        let id = js.ordinary();
        while !self.accept("}") {
            let key = if self.rest.starts_with('"') { self.primary(js)? } else { self.word().into() };
            assert!(self.accept(":"));
            let value = self.value(js)?;
            let key = js.to_key(&key)?;
            js.define(id, key, value);
            self.accept(",");
        }
        Ok(id.into())
    }

    fn string(&mut self) -> &'t str {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|&(_, char)| {
            let is_end = char == '"' && !escaped;
            escaped = char == '\\' && !escaped;
            is_end
        });
        let (literal, rest) = self.rest.split_at(end.expect("a string ends").0 + 1);
        self.rest = rest;
        literal
    }
}
