//! Managed mode of version v2: rules that disable, and rules that override.

use bufwasm_codegen::managed::{Disable, Files, Managed, ManagedOption, Override};

use super::{file_option, module, path, value};
use crate::buf::fields::Fields;
use crate::buf::yaml::Node;
use crate::failure::Result;

/// Whether managed mode is on, and its rules.
pub(in crate::buf::template) fn v2(node: &Node) -> Result<(bool, Managed)> {
    let fields = node.fields("managed", &["enabled", "disable", "override"])?;
    let disables = fields.items("disable")?.iter().map(disable).collect::<Result<_>>()?;
    let overrides = fields.items("override")?.iter().map(an_override).collect::<Result<_>>()?;
    Ok((fields.flag("enabled")?, Managed { disables, overrides }))
}

fn disable(node: &Node) -> Result<Disable> {
    let fields = node.fields("a rule that disables", &["file_option", "field_option", "module", "path", "field"])?;
    let disable = Disable { files: files(&fields)?, field: field(&fields)?, option: option(&fields)? };
    if disable == Disable::default() {
        return Err(node.place.wrong("a rule that disables has to say what"));
    }
    if let (Some(_), Some(ManagedOption::File(_))) = (&disable.field, disable.option) {
        return Err(
            fields.wrong("field", "field does not go with file_option: it is a field's option that has a field")
        );
    }
    Ok(disable)
}

fn an_override(node: &Node) -> Result<Override> {
    const KNOWN: [&str; 6] = ["file_option", "field_option", "module", "path", "field", "value"];
    let fields = node.fields("a rule that overrides", &KNOWN)?;
    let option = option(&fields)?;
    let option =
        option.ok_or_else(|| node.place.wrong("a rule that overrides has to have file_option or field_option"))?;
    let field = field(&fields)?;
    if field.is_some() && matches!(option, ManagedOption::File(_)) {
        return Err(
            fields.wrong("field", "field does not go with file_option: it is a field's option that has a field")
        );
    }
    let written = fields.node("value");
    let written = written.ok_or_else(|| node.place.wrong("a rule that overrides has to have a value"))?;
    Ok(Override { files: files(&fields)?, field, option, value: value(option, written)? })
}

fn option(fields: &Fields<'_>) -> Result<Option<ManagedOption>> {
    match (fields.node("file_option"), fields.node("field_option")) {
        (Some(_), Some(node)) => Err(node.place.wrong("a rule has file_option or field_option, and not both")),
        (Some(node), None) => file_option(node).map(|option| Some(ManagedOption::File(option))),
        (None, Some(node)) => match &*node.text("field_option")?.trim().to_lowercase() {
            "jstype" => Ok(Some(ManagedOption::JsType)),
            other => Err(node.place.wrong(format!("there is no field_option {other} in managed mode: it is jstype"))),
        },
        (None, None) => Ok(None),
    }
}

fn files(fields: &Fields<'_>) -> Result<Files> {
    Ok(Files {
        path: fields.node("path").map(path).transpose()?,
        module: fields.node("module").map(module).transpose()?,
    })
}

fn field(fields: &Fields<'_>) -> Result<Option<String>> {
    Ok(fields.text("field")?.map(ToOwned::to_owned))
}
