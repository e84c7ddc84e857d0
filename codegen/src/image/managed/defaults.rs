//! What options follow from a file's name and package.

use super::super::ImageFile;
use super::php::is_reserved;

/// What rules say of an option that is a string: the whole of it, or what is added to what follows from the package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) value: String,
    pub(super) prefix: String,
    pub(super) suffix: String,
}

fn package(file: &ImageFile) -> &str {
    file.whole.package.as_deref().unwrap_or_default()
}

/// The two joined by the `separator`, or the second alone if there is no first; nothing if there is no second.
pub(super) fn joined(prefix: &str, separator: &str, rest: &str) -> String {
    if prefix.is_empty() || rest.is_empty() { rest.to_owned() } else { format!("{prefix}{separator}{rest}") }
}

/// The two joined by the `separator`, or the first alone if there is no second; nothing if there is no first.
pub(super) fn with_suffix(rest: String, separator: &str, suffix: &str) -> String {
    if suffix.is_empty() || rest.is_empty() { rest } else { format!("{rest}{separator}{suffix}") }
}

pub(super) fn java_package(file: &ImageFile, written: &Written) -> String {
    with_suffix(joined(&written.prefix, ".", package(file)), ".", &written.suffix)
}

pub(super) fn java_outer_classname(file: &ImageFile) -> String {
    pascal_case(file.name().rsplit('/').next().unwrap_or_default())
}

/// The path of the file's directory below the prefix, and the package's name where its last part is a version.
pub(super) fn go_package(file: &ImageFile, written: &Written) -> String {
    if written.prefix.is_empty() {
        return String::new();
    }
    let directory = file.name().rsplit_once('/').map_or("", |(directory, _)| directory);
    let path = clean(&format!("{}/{directory}", written.prefix));
    let parts: Vec<_> = package(file).split('.').collect();
    match parts[..] {
        [.., name, version] if is_version(version) => format!("{path};{name}{version}"),
        _ => path,
    }
}

/// The path without empty parts and dots, as Go's `path.Join` has it.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// The first letters of the package's parts but for a version, at least three.
pub(super) fn objc_class_prefix(file: &ImageFile) -> String {
    let package = package(file);
    if package.is_empty() {
        return String::new();
    }
    let mut parts: Vec<_> = package.split('.').collect();
    if parts.len() > 1 && parts.last().is_some_and(|last| is_version(last)) {
        parts.pop();
    }
    let letters = parts.iter().filter_map(|part| part.chars().next()).flat_map(char::to_uppercase);
    let mut prefix: String = letters.collect();
    while prefix.chars().count() < 3 {
        prefix.push('X');
    }
    // Google's own.
    if prefix == "GPB" { "GPX".to_owned() } else { prefix }
}

/// The package with its parts in Pascal's case.
pub(super) fn pascal_package(file: &ImageFile, separator: &str) -> String {
    package(file).split('.').map(pascal_case).collect::<Vec<_>>().join(separator)
}

pub(super) fn php_namespace(file: &ImageFile) -> String {
    let part = |part: &str| pascal_case(part) + if is_reserved(&part.to_lowercase()) { "_" } else { "" };
    package(file).split('.').map(part).collect::<Vec<_>>().join("\\")
}

/// `weather_service.v1` is `WeatherServiceV1`.
fn pascal_case(text: &str) -> String {
    let is_delimiter = |char: char| matches!(char, '.' | '-' | '_' | ' ' | '\t' | '\n' | '\r');
    let mut cased = String::new();
    let mut begins = true;
    for char in text.trim().chars() {
        match char {
            char if is_delimiter(char) => {}
            char if begins || char.is_uppercase() => cased.extend(char.to_uppercase()),
            char => cased.extend(char.to_lowercase()),
        }
        begins = is_delimiter(char);
    }
    cased
}

/// Whether a package's last part is a version: `v1`, `v1beta1`, `v1p2alpha`, `v1testfoo`.
fn is_version(part: &str) -> bool {
    let Some(version) = part.strip_prefix('v') else { return false };
    if let Some((major, _)) = version.split_once("test") {
        return is_number(major);
    }
    let (alpha, beta) = (version.split_once("alpha"), version.split_once("beta"));
    match alpha.or(beta) {
        Some(_) if alpha.is_some() && beta.is_some() => false,
        Some((before, minor)) => {
            let is_major =
                before.split_once('p').map_or(is_number(before), |(major, patch)| is_number(major) && is_number(patch));
            is_major && (minor.is_empty() || is_number(minor))
        }
        None => is_number(version),
    }
}

/// Whether it is a number of at least 1, as Go parses one.
fn is_number(text: &str) -> bool {
    text.parse::<i32>().is_ok_and(|number| number >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_names() {
        for part in ["v1", "v12", "v1beta1", "v1alpha", "v1p2alpha3", "v2test", "v2testfoo"] {
            assert!(is_version(part), "{part}");
        }
        for part in ["v", "v0", "1", "version", "v1p1", "vbeta1", "v1beta0", "v1alpha1beta1", "vtest", "V1"] {
            assert!(!is_version(part), "{part}");
        }
    }

    #[test]
    fn cases_and_paths_are_those_of_go() {
        for (text, cased) in [
            ("weather_service", "WeatherService"),
            ("a.proto", "AProto"),
            ("HTTPServer", "HTTPServer"),
            ("v1", "V1"),
            ("x__y-z", "XYZ"),
        ] {
            assert_eq!(pascal_case(text), cased);
        }
        for (path, cleaned) in [("a.b/c/", "a.b/c"), ("a//b/./c", "a/b/c"), ("/a/", "/a"), ("a/../b", "b")] {
            assert_eq!(clean(path), cleaned);
        }
    }
}
