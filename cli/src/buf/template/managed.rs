//! Managed mode in buf.gen.yaml.

mod v1;
mod v2;

use bufwasm_codegen::managed::{FileOption, ManagedOption, OptionValue};

pub(super) use v1::{v1, v1beta1};
pub(super) use v2::v2;

use crate::buf::yaml::Node;
use crate::failure::Result;

/// The values of enums, by their names.
const OPTIMIZE_FOR: [(&str, i32); 3] = [("SPEED", 1), ("CODE_SIZE", 2), ("LITE_RUNTIME", 3)];
const JS_TYPES: [(&str, i32); 3] = [("JS_NORMAL", 0), ("JS_STRING", 1), ("JS_NUMBER", 2)];

/// The option of files that `node` names.
fn file_option(node: &Node) -> Result<FileOption> {
    let name = node.text("file_option")?.trim().to_lowercase();
    let found = FileOption::ALL.into_iter().find(|(other, _)| *other == name);
    found.map(|(_, option)| option).ok_or_else(|| {
        let all = FileOption::ALL.map(|(name, _)| name).join(", ");
        node.place.wrong(format!("there is no file_option {name} in managed mode")).hint(format!("it is one of {all}"))
    })
}

/// The value of the `option` that `node` is.
fn value(option: ManagedOption, node: &Node) -> Result<OptionValue> {
    let one_of = |known: [(&str, i32); 3]| {
        let text = node.text("value")?;
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, number)| OptionValue::Number(*number));
        found.ok_or_else(|| {
            let names = known.map(|(name, _)| name).join(", ");
            node.place.wrong(format!("the value has to be one of {names}, and is {text}"))
        })
    };
    match option {
        ManagedOption::JsType => one_of(JS_TYPES),
        ManagedOption::File(FileOption::OptimizeFor) => one_of(OPTIMIZE_FOR),
        ManagedOption::File(option) if option.is_flag() => node.flag("value").map(OptionValue::Flag),
        ManagedOption::File(_) => node.text("value").map(|text| OptionValue::Text(text.to_owned())),
    }
}

/// The path in the text, which names a file or a directory as imports do.
fn path(node: &Node) -> Result<String> {
    let path = node.text("path")?;
    let is_plain = path == "." || path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    match is_plain {
        true => Ok(path.to_owned()),
        false => {
            Err(node.place.wrong(format!("{path} has to be a relative path without dots, with / between its parts")))
        }
    }
}

/// The full name of a module, such as `buf.build/acme/weather`.
fn module(node: &Node) -> Result<String> {
    let name = node.text("module")?;
    let is_full = name.split('/').count() == 3 && name.split('/').all(|part| !part.is_empty());
    match is_full {
        true => Ok(name.to_owned()),
        false => Err(node.place.wrong(format!("{name} is no module: it has to be REGISTRY/OWNER/NAME"))),
    }
}
