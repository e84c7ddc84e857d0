//! `path`: what can be told of paths without looking at files, by the rules of POSIX.

use super::argument::text;
use super::process::working_directory;
use crate::abi::gojs::js::{Completion, Js, Template, Value};

/// `globalThis.path`; `syscall/fs_js.go` of Go 1.24 and later.
pub(super) static PATH: Template = Template::functions(&[("resolve", resolve)]);

/// `path.resolve(path)`: the absolute path to which it leads from the working directory; `syscall.Open`.
fn resolve(js: &mut Js<'_, '_>, _: &Value, args: &[Value]) -> Completion {
    let path = text(js, "path", args, 0)?;
    let directory = if path.starts_with('/') { String::new() } else { working_directory(js)? };
    js.reserve(directory.len() + path.len())?;
    let mut names: Vec<&str> = Vec::new();
    for name in directory.split('/').chain(path.split('/')) {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    Ok(format!("/{}", names.join("/")).into())
}
