//! buf's managed mode: options of files and fields that are set by rules, whatever the files say.
//!
//! It is what `bufimagemodify` of buf does. Options are set in the files of all modules but those that protobuf brings, and
//! where an option is changed, its place in the source is forgotten.

mod defaults;
mod fields;
mod options;
mod php;
mod places;

use std::collections::HashSet;

pub use options::FileOption;

use super::{Image, ImageFile, is_well_known};
use crate::builtin::ast::Options;
use crate::builtin::wire::{Fields, Payload, Writer};
use crate::builtin::{below, path};

/// The rules of managed mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Managed {
    /// What is left alone.
    pub disables: Vec<Disable>,
    /// What is set; of several rules for the same, the last counts.
    pub overrides: Vec<Override>,
}

/// What is left alone: the options that this names, of the files that this names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disable {
    /// The files.
    pub files: Files,
    /// The full name of one field.
    pub field: Option<String>,
    /// The option; all if there is none.
    pub option: Option<ManagedOption>,
}

/// What is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The files that it is set in.
    pub files: Files,
    /// Of a field's option: the full name of the one field.
    pub field: Option<String>,
    /// The option.
    pub option: ManagedOption,
    /// What it is set to.
    pub value: OptionValue,
}

/// Which files a rule is about: those that are both, as far as it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// A file, or the directory it lies in.
    pub path: Option<String>,
    /// The full name of the module it is part of.
    pub module: Option<String>,
}

/// An option that is managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagedOption {
    /// One of a file's.
    File(FileOption),
    /// `jstype`, of fields of 64 bits.
    JsType,
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// A string.
    Text(String),
    /// A boolean.
    Flag(bool),
    /// The number of an enum's value.
    Number(i32),
}

impl Files {
    fn match_file(&self, file: &ImageFile) -> bool {
        let below = |path: &String| {
            file.name().strip_prefix(&**path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.path.as_ref().is_none_or(|path| path == "." || below(path))
            && self.module.as_ref().is_none_or(|module| file.module.as_ref() == Some(module))
    }
}

impl Image {
    /// Sets options as `managed` has it.
    pub fn manage(&mut self, managed: &Managed) {
        for file in self.files.iter_mut().filter(|file| !is_well_known(file.name())) {
            let mut changed = HashSet::new();
            // Options that were all for the source alone, and are not any more.
            let mut filled = HashSet::new();
            for (number, value) in options::settings(managed, file) {
                changed.insert(vec![path::file::OPTIONS, number as i32]);
                if file.stripped.options.encoded.is_none() {
                    filled.insert(vec![path::file::OPTIONS]);
                }
                file.change(|file| set(&mut file.options, number, &value));
            }
            for (field, js_type) in fields::js_types(managed, file) {
                changed.insert(below(&field, &fields::JS_TYPE_PATH));
                if fields::has_no_options(&mut file.stripped, &field) {
                    filled.insert(below(&field, &[path::field::OPTIONS]));
                }
                file.change(|file| fields::set_js_type(file, &field, js_type));
            }
            if !changed.is_empty() {
                let ImageFile { whole, stripped, .. } = file;
                places::forget(&mut whole.locations, &changed);
                stripped.locations = places::common(&whole.locations, &stripped.locations, &filled);
            }
        }
    }
}

/// The value of the option with this `number`, as far as it can be one of those that are managed.
fn get(options: &Options, number: u32) -> Option<OptionValue> {
    let encoded = options.encoded.as_deref().unwrap_or_default();
    let payload = Fields(encoded).filter(|(other, _)| *other == number).last()?.1;
    match payload {
        Payload::Bytes(text) => Some(OptionValue::Text(String::from_utf8_lossy(text).into_owned())),
        Payload::Varint(value) => Some(OptionValue::Number(value as i32)),
        _ => None,
    }
}

/// Sets the option with this `number`, in the order of numbers.
fn set(options: &mut Options, number: u32, value: &OptionValue) {
    let old = options.encoded.take().unwrap_or_default();
    let mut writer = Writer::default();
    let others = || Fields(&old).filter(|(other, _)| *other != number);
    others().take_while(|(other, _)| *other < number).for_each(|(other, payload)| writer.field(other, payload));
    match value {
        OptionValue::Text(text) => writer.bytes(number, text),
        OptionValue::Flag(flag) => writer.flag(number, *flag),
        OptionValue::Number(value) => writer.int32(number, *value),
    }
    others().skip_while(|(other, _)| *other < number).for_each(|(other, payload)| writer.field(other, payload));
    options.encoded = Some(writer.0);
}
