//! What documents say of this command line is what it does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bufwasm::{ErrorKind, Limit, Unit};
use clap::CommandFactory;

use crate::args::Cli;
use crate::limits;
use crate::status;

/// The rows of the tables in a document that begin with `heading`, cell by cell.
fn rows<'a>(document: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let tables = document.split("\n\n").filter(|block| block.starts_with(heading));
    let rows = tables.flat_map(|table| table.lines().skip(2));
    let rows: Vec<Vec<_>> = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect()).collect();
    assert!(!rows.is_empty(), "there is no table {heading}");
    rows
}

/// What stands between backticks in `text`.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn document(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The long options of all verbs, by all their names.
fn options() -> BTreeSet<String> {
    let mut command = Cli::command();
    command.build();
    let verbs = command.get_subcommands().flat_map(clap::Command::get_arguments);
    let names = verbs.chain(command.get_arguments()).flat_map(|arg| {
        let aliases = arg.get_all_aliases().unwrap_or_default();
        arg.get_long().into_iter().chain(aliases)
    });
    names.map(|name| format!("--{name}")).collect()
}

#[test]
fn the_readme_tells_every_exit_status() {
    let readme = document("README.md");
    let rows = rows(&readme, "| exit status |");
    assert_eq!(rows[0], ["the plugin's own", "it exited by itself (255 for codes above that)"]);
    let told: Vec<_> = rows[1..].iter().map(|row| (row[0].to_owned(), row[1].replace('`', ""))).collect();
    let known: Vec<_> =
        status::MEANINGS.iter().map(|(status, meaning)| (status.to_string(), (*meaning).to_owned())).collect();
    assert_eq!(told, known);
}

#[test]
fn the_readmes_defaults_are_those_of_the_options() {
    let readme = document("README.md");
    for row in rows(&readme, "| option | bounds | default |") {
        let (option, default) = (row[0].trim_matches('`'), row[2]);
        let set_by_it = |limit: &&Limit| limits::option(**limit).is_some_and(|(name, _)| name == option);
        let limit = Limit::ALL.iter().find(set_by_it).unwrap_or_else(|| panic!("{option} sets no limit"));
        match limit.bounds().default {
            Some(value) => assert_eq!(default.replace(' ', ""), limits::typed(*limit, value), "{option}"),
            None => assert!(default.starts_with("none"), "{option} has no default: {default}"),
        }
    }
}

#[test]
fn options_in_documents_exist() {
    let options = options();
    for path in [
        "README.md",
        "SECURITY.md",
        "ARCHITECTURE.md",
        "docs/buf.md",
        "docs/fuzzing-plugins.md",
        "docs/compatibility.md",
        "docs/generating.md",
        "docs/plugins/README.md",
        "docs/plugins/go.md",
        "docs/profiling.md",
        "docs/reproducing.md",
        "web/README.md",
    ] {
        let document = document(path);
        for line in document.lines().filter(|line| !OTHERS.iter().any(|other| line.contains(other))) {
            let words = line.split(|char: char| !char.is_ascii_alphanumeric() && char != '-');
            for option in words.filter(|word| word.len() > 3 && word.starts_with("--") && !word.starts_with("---")) {
                assert!(options.contains(option), "{path}: there is no option {option}: {line}");
            }
        }
    }
}

#[test]
fn typescript_knows_the_generators_that_protoc_has_built_in() {
    let source = document("web/src/generators.ts");
    let list =
        source.split_once("GENERATORS = [").and_then(|(_, rest)| rest.split_once(']')).expect("there is a list").0;
    let names: Vec<_> =
        list.split(',').map(|name| name.trim().trim_matches('"')).filter(|name| !name.is_empty()).collect();
    assert_eq!(names, bufwasm_codegen::BUILT_IN_GENERATORS);
}

/// What other programs' options stand beside.
const OTHERS: [&str; 13] = [
    "cargo ",
    "`--serve`",
    "`--test`",
    "protoc --",
    "_opt",
    "_out",
    "--branch",
    "git ",
    "npm ",
    "npx ",
    "esbuild ",
    "deno ",
    "curl ",
];

#[test]
fn security_says_how_each_limit_is_set_and_what_comes_of_it() {
    let (options, text) = (options(), document("SECURITY.md"));
    let mut named = BTreeSet::new();
    for row in rows(&text, "| resource | bound and default |") {
        let [resource, bound, setting, outcome, _] = row[..] else { panic!("{row:?} has not five cells") };
        for word in code(setting) {
            match word.strip_prefix("Limits::") {
                Some(field) => {
                    let limit = Limit::ALL.iter().find(|limit| limit.bounds().name == field);
                    let limit = limit.unwrap_or_else(|| panic!("{resource}: there is no Limits::{field}"));
                    default_is_told(*limit, resource, bound);
                    named.insert(limit.bounds().name);
                }
                None if word.starts_with("--") => assert!(options.contains(word), "{resource}: there is no {word}"),
                None => {}
            }
        }
        let can_be_set = code(setting).next().is_some() || setting.starts_with("the ");
        assert!(can_be_set || setting == "cannot be set", "{resource}: {setting:?} is no way to set it");
        outcome_is_true(resource, outcome);
    }
    named.insert(Limit::Time.bounds().name);
    let missing: Vec<_> = Limit::ALL.iter().filter(|limit| !named.contains(limit.bounds().name)).collect();
    assert!(missing.is_empty(), "SECURITY.md does not say how {missing:?} are set");
}

/// Checks the `bound` that the row about `resource` gives for `limit`.
fn default_is_told(limit: Limit, resource: &str, bound: &str) {
    // The others are a share of another limit, or the same as in a row above.
    if let Some(default) = limit.bounds().default
        && bound.starts_with(|char: char| char.is_ascii_digit())
        && !bound.contains("each of")
    {
        let told: String = bound.chars().take_while(|char| char.is_ascii_digit() || *char == ',').collect();
        let told: u64 = told.replace(',', "").parse().unwrap();
        let default = match limit.bounds().unit {
            Unit::Pages | Unit::Bytes => limits::default_size(limit).0 >> 20,
            Unit::Fuel | Unit::Nanoseconds | Unit::Elements => default,
        };
        assert_eq!(told, default, "{resource}: {bound}");
    }
}

/// Checks a cell such as "`timeout`, 124": the kind, and the exit status that tells of it.
fn outcome_is_true(resource: &str, outcome: &str) {
    for (index, word) in code(outcome).enumerate() {
        let is_kind = word.contains('_') && word.chars().all(|char| char.is_ascii_lowercase() || char == '_');
        let Some(kind) = ErrorKind::ALL.iter().find(|kind| kind.name() == word) else {
            assert!(!is_kind, "{resource}: there is no kind {word}");
            continue;
        };
        let behind = outcome.split('`').nth(2 * index + 2).unwrap_or_default();
        if let Some(status) = behind.strip_prefix(", ").and_then(|rest| rest.get(..3)?.parse::<u8>().ok()) {
            // A module that needs more memory than there may be is refused before it runs.
            let refused = *kind == ErrorKind::MemoryLimit && status == status::CANNOT_RUN;
            assert!(refused || status == status::of(*kind), "{resource}: {word} does not end with {status}");
        }
    }
}
