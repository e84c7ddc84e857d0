//! Names of generated files: where below the output directory each leads.

use std::borrow::Cow;

use crate::error::GenerateError;

/// `name` as it is written: without empty parts and those of a single dot, which protoc and buf pass over.
///
/// # Errors
///
/// It would not be a file's beneath the output directory, on every platform.
pub(crate) fn clean(name: &str) -> Result<Cow<'_, str>, GenerateError> {
    let refuse = |why| Err(GenerateError::BadName { name: name.into(), why });
    if name.contains('\0') {
        return refuse("holds a NUL byte");
    }
    if name.contains('\\') {
        return refuse("holds a backslash, which separates directories on Windows; names are joined by /");
    }
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return refuse("is absolute, and leads out of the output directory");
    }
    if name.split('/').any(|part| part == "..") {
        return refuse("has a part that is two dots, and leads out of the output directory");
    }
    let passed_over = |part: &&str| matches!(*part, "" | ".");
    if name.rsplit('/').next().is_none_or(|last| passed_over(&last)) {
        return refuse("is a directory's");
    }
    if !name.split('/').any(|part| passed_over(&part)) {
        return Ok(name.into());
    }
    let parts: Vec<_> = name.split('/').filter(|part| !passed_over(part)).collect();
    let cleaned = parts.join("/");
    if cleaned.as_bytes().get(1) == Some(&b':') {
        return refuse("is absolute, and leads out of the output directory");
    }
    Ok(cleaned.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_passed_over_is_left_out() {
        for (name, written) in [
            ("a/b.txt", "a/b.txt"),
            ("./c.txt", "c.txt"),
            ("a//b.txt", "a/b.txt"),
            ("a/./d.txt", "a/d.txt"),
            (".//./a", "a"),
            (".hidden", ".hidden"),
            ("a/..b", "a/..b"),
        ] {
            assert_eq!(clean(name).unwrap(), written, "{name}");
        }
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for name in ["", ".", "a/", "a/.", "..", "a/../b", "/a", "C:a", "./C:a", "a\\b", "a\0"] {
            assert!(clean(name).is_err(), "{name}");
        }
    }
}
