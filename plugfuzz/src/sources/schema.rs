//! What a request declares, as far as options are read by it.

use std::collections::HashMap;
use std::sync::OnceLock;

use bufwasm_codegen::{Protos, Sources};

use crate::model::{Enum, Field, File, Request, Type};

/// Messages, enums and extensions by their full names, with the dot in front.
#[derive(Default)]
pub(crate) struct Schema {
    messages: HashMap<String, Vec<Field>>,
    enums: HashMap<String, Enum>,
    extensions: Vec<(String, Field)>,
}

/// The file that declares the options of everything.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// That file.
fn googles() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let protos = Protos::compile(&Sources::default(), [DESCRIPTOR]).ok();
        protos.and_then(|protos| Request::read(&protos.request(""))).map_or_else(Vec::new, |request| request.files)
    })
}

impl Schema {
    /// What `request` declares, and Google's own options.
    pub(super) fn of(request: &Request) -> Self {
        let mut schema = Self::default();
        request.files.iter().for_each(|file| schema.add_file(file));
        if !request.files.iter().any(|file| file.name() == DESCRIPTOR) {
            googles().iter().for_each(|file| schema.add_file(file));
        }
        schema
    }

    /// The field `number` of the message `name`, and whether it is an extension: then with the extension's full name.
    pub(super) fn field(&self, name: &str, number: u32) -> Option<(Option<&str>, &Field)> {
        let number = i32::try_from(number).ok()?;
        let own = self.messages.get(name)?.iter().find(|field| field.number() == number);
        let extends = |field: &Field| field.extendee() == name && field.number() == number;
        own.map(|field| (None, field)).or_else(|| {
            let (name, field) = self.extensions.iter().find(|(_, field)| extends(field))?;
            Some((Some(name.as_str()), field))
        })
    }

    /// The name of the value `number` of the enum `name`.
    pub(super) fn value_name(&self, name: &str, number: i32) -> Option<&str> {
        self.enums.get(name)?.values.iter().find(|value| value.number() == number)?.name.as_deref()
    }

    fn add_file(&mut self, file: &File) {
        let scope = crate::types::scope(file);
        file.messages.iter().for_each(|message| self.add_message(&scope, message));
        file.enums.iter().for_each(|one| self.add_enum(&scope, one));
        self.add_extensions(&scope, &file.extensions);
    }

    fn add_message(&mut self, scope: &str, message: &Type) {
        let name = format!("{scope}{}", message.name());
        let inner = format!("{name}.");
        self.messages.insert(name, message.fields.clone());
        message.nested.iter().for_each(|nested| self.add_message(&inner, nested));
        message.enums.iter().for_each(|one| self.add_enum(&inner, one));
        self.add_extensions(&inner, &message.extensions);
    }

    fn add_enum(&mut self, scope: &str, one: &Enum) {
        self.enums.insert(format!("{scope}{}", one.name()), one.clone());
    }

    fn add_extensions(&mut self, scope: &str, extensions: &[Field]) {
        self.extensions.extend(extensions.iter().map(|field| (format!("{scope}{}", field.name()), field.clone())));
    }
}
