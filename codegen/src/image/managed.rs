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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::protos::Protos;
    use crate::sources::Sources;

    /// The file of the module `acme/x`, managed.
    fn managed(text: &str, managed: &Managed) -> ImageFile {
        let protos = Protos::compile(&Sources::from_iter([("x/v1/a.proto", text)]), ["x/v1/a.proto"]).unwrap();
        let mut image = Image::new(&protos, &BTreeMap::from([("x/v1/a.proto".into(), "acme/x".into())])).unwrap();
        image.manage(managed);
        image.files.swap_remove(0)
    }

    fn texts(file: &ImageFile) -> Vec<(u32, String)> {
        let encoded = file.whole.options.encoded.as_deref().unwrap_or_default();
        Fields(encoded).map(|(number, payload)| (number, format!("{payload:?}"))).collect()
    }

    fn rule(option: FileOption, value: OptionValue, files: Files) -> Override {
        Override { files, field: None, option: ManagedOption::File(option), value }
    }

    const TEXT: &str = "syntax = \"proto3\"; package x.v1;\n// Gone, too.\noption java_package = \"old\";\n\
        option go_package = \"old\";\nmessage M { int64 n = 1 [deprecated = true, jstype = JS_NUMBER]; }";

    #[test]
    fn options_are_set_in_the_order_of_their_numbers() {
        let numbers: Vec<_> =
            texts(&managed(TEXT, &Managed::default())).into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, [1, 8, 10, 11, 36, 37, 41, 44, 45]);
    }

    #[test]
    fn the_last_rule_counts_and_what_is_disabled_stays() {
        let module = |name: &str| Files { path: None, module: Some(name.into()) };
        let text = |text: &str| OptionValue::Text(text.into());
        let managed_options = Managed {
            disables: vec![Disable {
                option: Some(ManagedOption::File(FileOption::JavaPackage)),
                files: Files { path: Some("x".into()), module: None },
                field: None,
            }],
            overrides: vec![
                rule(FileOption::GoPackagePrefix, text("first"), Files::default()),
                rule(FileOption::GoPackagePrefix, text("second"), module("acme/x")),
                rule(FileOption::GoPackagePrefix, text("third"), module("acme/y")),
            ],
        };
        let file = managed(TEXT, &managed_options);
        assert_eq!(get(&file.whole.options, 1), Some(text("old")));
        assert_eq!(get(&file.whole.options, 11), Some(text("second/x/v1;xv1")));
    }

    #[test]
    fn places_of_what_is_changed_are_forgotten() {
        let has = |file: &ImageFile, path: &[i32]| file.stripped.locations.iter().any(|place| place.path == path);
        let unmanaged = managed(TEXT, &Managed { disables: vec![Disable::default()], ..Managed::default() });
        assert!(has(&unmanaged, &[8, 1]) && has(&unmanaged, &[4, 0, 2, 0, 8, 6]));
        let js_type = |value| Override {
            files: Files::default(),
            field: Some("x.v1.M.n".into()),
            option: ManagedOption::JsType,
            value: OptionValue::Number(value),
        };
        let file = managed(TEXT, &Managed { overrides: vec![js_type(2), js_type(1)], ..Managed::default() });
        assert!(!has(&file, &[8, 1]) && has(&file, &[8, 11]) && has(&file, &[8]));
        // Another option stands in the same brackets.
        assert!(!has(&file, &[4, 0, 2, 0, 8, 6]) && has(&file, &[4, 0, 2, 0, 8]));
        assert_eq!(get(&file.whole.messages[0].fields[0].options, 6), Some(OptionValue::Number(1)));
    }
}
