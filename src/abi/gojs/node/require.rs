//! `require`, which `wasm_exec_node.js` makes a global.

use super::argument::{coded, text, wrong_value};
use crate::abi::gojs::js::{Completion, Intrinsic, Invocation, Js, Shape, Value, natives};

pub(super) const GLOBAL: Shape = Shape::functions(natives![require(1)]);

/// Where each module is found among the globals.
const MODULES: &[(&str, &str)] =
    &[("crypto", "crypto"), ("fs", "fs"), ("path", "path"), ("path/posix", "path"), ("process", "process")];

/// `require(id)`, for the modules that are here; `id` may begin with `node:`.
///
/// Throws an `Error` with the code `MODULE_NOT_FOUND`, or `ERR_UNKNOWN_BUILTIN_MODULE` after `node:`.
fn require(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let id = text(js, "id", &call.arg(0))?;
    if id.is_empty() {
        return Err(wrong_value(js, "id", "must be a non-empty string", &call.arg(0)));
    }
    let id = id.to_utf8();
    let name = id.strip_prefix("node:").unwrap_or(&id);
    let global = js.realm().global;
    if name == "perf_hooks" {
        let performance = js.get(global, "performance")?;
        return Ok(js.object([("performance", performance)]).into());
    }
    let module = match MODULES.iter().find(|(module, _)| *module == name) {
        Some((_, property)) => js.get(global, *property)?,
        None => Value::Undefined,
    };
    if !module.is_undefined() {
        return Ok(module);
    }
    let (code, message) = match name == id {
        true => ("MODULE_NOT_FOUND", format!("Cannot find module '{name}'")),
        false => ("ERR_UNKNOWN_BUILTIN_MODULE", format!("No such built-in module: {id}")),
    };
    Err(coded(js, Intrinsic::Error, code, message))
}
