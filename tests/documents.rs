//! Lists that stand elsewhere than in the library, because they have to: each is the library's own.

use std::fs;
use std::path::Path;

use bufwasm::{Bounds, ErrorKind, Limit, PAGE_BYTES, Unit};

/// Kinds of errors that nothing in the npm package meets.
const NOT_IN_A_BROWSER: [ErrorKind; 1] = [ErrorKind::Findings];

#[test]
fn typescript_has_the_kinds_of_errors() {
    let source = read("web/src/error.ts");
    let union = between(&source, "export type ErrorKind =", ";\n");
    let kinds = ErrorKind::ALL.iter().filter(|kind| !NOT_IN_A_BROWSER.contains(kind));
    assert_eq!(quoted(union), kinds.map(|kind| kind.name()).collect::<Vec<_>>());
}

#[test]
fn typescript_knows_every_limit_and_its_users_are_told_the_values() {
    let source = read("web/src/limits.ts");
    let interface = between(&source, "export interface Limits {", "\n}");
    let settings = between(&source, "SETTINGS: Readonly<Record<string, Setting | null>> = {", "\n};");
    let rows: Vec<(&str, &str)> = settings.lines().filter_map(|line| line.trim().split_once(": ")).collect();
    let names: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, Limit::ALL.iter().map(|limit| limit.bounds().name).collect::<Vec<_>>());
    for (limit, (_, setting)) in Limit::ALL.iter().zip(rows) {
        let own_default = setting.starts_with("OUTPUT");
        let Some(property) = setting.split('"').nth(1).or(own_default.then_some("outputBytes")) else {
            assert_eq!(setting, "null,");
            continue;
        };
        let bounds = limit.bounds();
        let bounds = if own_default { Bounds { default: Some(256 << 20), ..bounds } } else { bounds };
        says(comment_above(interface, &format!("readonly {property}?:")), bounds, property);
    }
}

#[test]
fn the_c_header_tells_the_values_of_limits() {
    let header = read("capi/include/bufwasm.h");
    let config = between(&header, "typedef struct bufwasm_executor_config {", "\n} bufwasm_executor_config;");
    for limit in Limit::ALL.iter().filter(|limit| **limit != Limit::Trace) {
        let bounds = limit.bounds();
        says(comment_above(config, &format!(" {};", bounds.name)), bounds, bounds.name);
    }
}

#[test]
fn swift_has_the_kinds_of_errors_by_the_numbers_of_the_c_header() {
    let (header, swift) = (read("capi/include/bufwasm.h"), read("capi/swift/Sources/Bufwasm/BufwasmError.swift"));
    let numbered = between(&header, "typedef enum bufwasm_error_kind {", "\n} bufwasm_error_kind;").lines();
    let numbered = numbered.filter_map(|line| line.trim().strip_prefix("BUFWASM_ERROR_KIND_"));
    let expected: Vec<_> = numbered.map(|kind| kind.trim_end_matches(',').replace('_', "").to_lowercase()).collect();
    assert_eq!(expected.len(), ErrorKind::ALL.len());
    let cases =
        between(&swift, "public enum Kind", "\n    }").lines().filter_map(|line| line.trim().strip_prefix("case "));
    let cases: Vec<_> = cases.map(|case| case.replace('`', "").to_lowercase()).collect();
    assert_eq!(cases, [vec!["unknown = 0".to_owned()], expected].concat());
}

#[test]
fn the_c_readme_names_functions_that_there_are() {
    let (readme, header) = (read("capi/README.md"), read("capi/include/bufwasm.h"));
    let words = readme.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
    let functions: Vec<_> = words.filter(|word| word.starts_with("bufwasm_") && *word != "bufwasm_c").collect();
    assert!(functions.len() > 4);
    for function in functions {
        assert!(header.contains(&format!("{function}(")), "the header has no {function}");
    }
}

#[test]
fn the_npm_readme_names_limits_and_sizes_that_there_are() {
    let readme = read("web/README.md");
    let (limits, build) = (read("web/src/limits.ts"), read("xtask/src/web/build.rs"));
    for property in readme.split("limits.").skip(1).map(|rest| rest.split(|char: char| !char.is_alphanumeric()).next())
    {
        let property = property.unwrap_or_default();
        assert!(limits.contains(&format!("readonly {property}?:")), "there is no limits.{property}");
    }
    let most = between(&readme, "fails if the first engine has more than ", " bytes");
    assert!(build.contains(&format!("limit: {}", most.replace(',', "_"))), "cargo xtask web has no limit of {most}");
}

#[test]
fn hardening_names_every_fuzz_target_and_every_case_of_the_corpus() {
    let text = read("docs/hardening.md");
    let list = between(&text, "Its name, its inputs, and what has to hold:\n\n", "\n\n");
    let manifest = read("fuzz/Cargo.toml");
    let targets = manifest.split("[[bin]]").skip(1).filter_map(|target| target.split('"').nth(1));
    let mut targets: Vec<_> = targets.collect();
    let mut named: Vec<_> = list.lines().filter_map(|line| line.strip_prefix("- `")?.split('`').next()).collect();
    targets.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, targets);
    let corpus: serde_json::Value = serde_json::from_str(&read("tests/corpus/corpus.json")).unwrap();
    let cases = corpus.as_array().map_or(0, Vec::len);
    assert!(text.contains(&format!("corpus.json`, {cases} cases")), "the corpus has {cases} cases");
}

/// A row of a table has to be one line, however long.
#[test]
fn lines_of_documents_have_at_most_120_columns() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
    let (mut found, mut long) = (0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !name.starts_with('.') && !["target", "node_modules"].contains(&name) {
                folders.push(path);
            } else if name.ends_with(".md") {
                found += 1;
                for (number, line) in (1..).zip(fs::read_to_string(&path).unwrap().lines()) {
                    if line.chars().count() > 120 && !line.starts_with('|') {
                        long.push(format!("{}:{number}", path.display()));
                    }
                }
            }
        }
    }
    assert!(found > 10, "{found} documents");
    assert!(long.is_empty(), "lines of more than 120 columns: {long:?}");
}

/// Checks that `text`, about the limit `name`, tells its default and its maximum.
fn says(text: &str, bounds: Bounds, name: &str) {
    match bounds.default {
        Some(default) => {
            let told =
                spellings(default, bounds.unit).into_iter().any(|value| text.contains(&format!("Default {value}")));
            assert!(told, "the default of {name} is {default}: {text}");
        }
        None => assert!(text.contains("Default: no "), "{name} has no default: {text}"),
    }
    if bounds.maximum < u64::MAX && bounds.unit != Unit::Bytes {
        let told = spellings(bounds.maximum, bounds.unit).into_iter().any(|value| text.contains(&value));
        assert!(told, "the maximum of {name} is {}: {text}", bounds.maximum);
    }
}

/// How a person may write `value`.
fn spellings(value: u64, unit: Unit) -> Vec<String> {
    let mut spellings = vec![value.to_string()];
    if value.is_multiple_of(1_000_000) {
        spellings.push(format!("{} million", value / 1_000_000));
    }
    let bytes = value * if unit == Unit::Pages { PAGE_BYTES } else { 1 };
    for (shift, name) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
        if bytes.trailing_zeros() >= shift {
            spellings.push(format!("{} {name}", bytes >> shift));
        }
    }
    spellings
}

/// What stands between two lines of code that hold no comment and the `declaration`: the comment above it.
fn comment_above<'a>(text: &'a str, declaration: &str) -> &'a str {
    let (above, _) = text.split_once(declaration).unwrap_or_else(|| panic!("there is no {declaration} in {text}"));
    above.rfind("/**").map_or("", |start| &above[start..])
}

/// The texts in double quotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("there is no {start:?}"));
    rest.split_once(end).unwrap_or_else(|| panic!("there is no {end:?} behind {start:?}")).0
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
