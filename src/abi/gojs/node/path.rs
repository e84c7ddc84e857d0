//! `path`: what can be told of paths without looking at files, by the rules of POSIX.

use super::argument::text;
use super::process::working_directory;
use crate::abi::gojs::js::{Completion, Invocation, Js, Member, ObjectId, Shape, Value, natives};

/// `globalThis.path`; `syscall.Open` calls `resolve` from Go 1.24 on.
pub(super) const PATH: Shape = Shape {
    functions: natives![
        basename(2),
        dirname(1),
        extname(1),
        format_path(1) as "format",
        is_absolute(1) as "isAbsolute",
        join(0),
        normalize(1),
        parse(1),
        relative(2),
        resolve(0),
    ],
    getters: &[],
    constants: &[("delimiter", Member::Text(":")), ("sep", Member::Text("/"))],
};

/// `path.resolve(...paths)`: the absolute path to which they lead, one after the other, from the working directory.
fn resolve(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut path = String::new();
    for (index, value) in call.args.iter().enumerate().rev() {
        let part = text(js, &format!("paths[{index}]"), value)?;
        path = joined(js, &part.to_utf8(), &path)?;
        if path.starts_with('/') {
            break;
        }
    }
    Ok(absolute(js, &path).into())
}

/// `path.join(...paths)`: the paths with slashes between them, normalized.
fn join(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let mut path = String::new();
    for value in call.args {
        let part = text(js, "path", value)?;
        path = joined(js, &path, &part.to_utf8())?;
    }
    Ok(normalized(&path).into())
}

/// `path.normalize(path)`.
fn normalize(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let path = text(js, "path", &call.arg(0))?;
    Ok(normalized(&path.to_utf8()).into())
}

/// `path.isAbsolute(path)`.
fn is_absolute(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let path = text(js, "path", &call.arg(0))?;
    Ok(path.to_utf8().starts_with('/').into())
}

/// `path.relative(from, to)`: the path that leads from one to the other.
fn relative(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let (from, to) = (text(js, "from", &call.arg(0))?, text(js, "to", &call.arg(1))?);
    let (from, to) = (absolute(js, &from.to_utf8()), absolute(js, &to.to_utf8()));
    let names = |path: &'_ str| path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (names(&from), names(&to));
    let common = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = from[common..].iter().map(|_| "..");
    let path = up.chain(to[common..].iter().map(String::as_str)).collect::<Vec<_>>().join("/");
    js.reserve(path.len())?;
    Ok(path.into())
}

/// `path.dirname(path)`.
fn dirname(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let path = text(js, "path", &call.arg(0))?;
    let path = path.to_utf8();
    let root = path.starts_with('/');
    Ok(match path.trim_end_matches('/').rfind('/') {
        Some(1) if root => "//".into(),
        Some(end) if end > 0 => path[..end].into(),
        _ if root => "/".into(),
        _ => ".".into(),
    })
}

/// `path.basename(path, suffix)`: the last name, without the suffix.
fn basename(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let suffix = match call.arg(1) {
        Value::Undefined => "".into(),
        suffix => text(js, "suffix", &suffix)?,
    };
    let path = text(js, "path", &call.arg(0))?;
    if path == suffix {
        return Ok("".into());
    }
    let (path, suffix) = (path.to_utf8(), suffix.to_utf8());
    let base = split(&path).1;
    Ok(base.strip_suffix(&*suffix).filter(|stem| !stem.is_empty()).unwrap_or(base).into())
}

/// `path.extname(path)`: the last name from its last dot on.
fn extname(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let path = text(js, "path", &call.arg(0))?;
    Ok(extension(split(&path.to_utf8()).1).into())
}

/// `path.parse(path)`: an object of `root`, `dir`, `base`, `ext` and `name`.
fn parse(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let path = text(js, "path", &call.arg(0))?;
    let path = path.to_utf8();
    let (dir, base) = split(&path);
    let ext = extension(base);
    let name = &base[..base.len() - ext.len()];
    let root = if path.starts_with('/') { "/" } else { "" };
    let parts = [("root", root), ("dir", dir), ("base", base), ("ext", ext), ("name", name)];
    Ok(js.object(parts.map(|(key, part)| (key, part.into()))).into())
}

/// `path.format(object)`: the path of such an object as `parse` gives.
fn format_path(js: &mut Js<'_, '_>, call: &Invocation<'_>) -> Completion {
    let Some(id) = call.arg(0).object() else {
        return Err(js.invalid_argument("pathObject", "of type object", &call.arg(0)));
    };
    let (root, mut base) = (part(js, id, "root")?, part(js, id, "base")?);
    if base.is_empty() {
        let (name, ext) = (part(js, id, "name")?, part(js, id, "ext")?);
        let dot = if ext.is_empty() || ext.starts_with('.') { "" } else { "." };
        base = format!("{name}{dot}{ext}");
    }
    Ok(match part(js, id, "dir")? {
        dir if dir.is_empty() || dir == root => format!("{root}{base}").into(),
        dir => format!("{dir}/{base}").into(),
    })
}

/// A part of a path in an object; empty if it is not there.
fn part(js: &mut Js<'_, '_>, id: ObjectId, name: &str) -> Completion<String> {
    match js.get(id, name)? {
        Value::Undefined | Value::Null => Ok(String::new()),
        value => Ok(js.to_text(&value)?.to_utf8().into_owned()),
    }
}

/// Two parts of a path with a slash between them, unless one is empty.
fn joined(js: &mut Js<'_, '_>, left: &str, right: &str) -> Completion<String> {
    js.reserve(left.len() + right.len())?;
    let slash = if left.is_empty() || right.is_empty() { "" } else { "/" };
    Ok(format!("{left}{slash}{right}"))
}

/// The normalized path to which `path` leads from the working directory.
fn absolute(js: &mut Js<'_, '_>, path: &str) -> String {
    let directory = if path.starts_with('/') { String::new() } else { working_directory(js) };
    format!("/{}", names(&format!("{directory}/{path}"), true))
}

/// The path without `.`, `..` after a name, and slashes side by side. A slash at its end stays.
fn normalized(path: &str) -> String {
    let root = path.starts_with('/');
    let names = names(path, root);
    let slash = if path.ends_with('/') { "/" } else { "" };
    match (root, &*names) {
        (true, "") => "/".to_owned(),
        (true, names) => format!("/{names}{slash}"),
        (false, "") => format!(".{slash}"),
        (false, names) => format!("{names}{slash}"),
    }
}

/// The names that are left of a path once `.` and `..` are resolved; `..` does not lead above the root.
fn names(path: &str, root: bool) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|last| *last != "..") => drop(names.pop()),
            ".." if root => {}
            name => names.push(name),
        }
    }
    names.join("/")
}

/// A path's directory and its last name, slashes at the end aside.
fn split(path: &str) -> (&str, &str) {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rfind('/') {
        Some(0) => ("/", &trimmed[1..]),
        Some(slash) => (&path[..slash], &trimmed[slash + 1..]),
        None if trimmed.is_empty() && !path.is_empty() => ("/", ""),
        None => ("", trimmed),
    }
}

/// A name from its last dot on, unless the name begins with it.
fn extension(base: &str) -> &str {
    match base.rfind('.') {
        Some(dot) if dot > 0 && base != ".." => &base[dot..],
        _ => "",
    }
}
