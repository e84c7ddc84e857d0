//! One corpus of plugins and requests ends in the same way on every platform: same bytes, exit code, error and fuel.
//!
//! `corpus.json` lists it. This test runs it natively, and leaves it in `target/corpus` with how every run ended, which
//! Chromium, Node and workerd are held to (`web/tests/corpus.test.mjs`). The C ABI has its own (`capi/tests/corpus`).
//!
//! `expected.json` says how those end whose modules no toolchain changes, so that platforms can be compared that never meet on
//! one machine. After a change that is meant to change it, `BLESS=1 cargo test --test corpus` rewrites it for review.

mod case;
mod ended;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use case::{Case, corpus, root};
use ended::Ended;

/// A case for the runners in JavaScript: all they need is beside it, below `target`.
#[derive(Serialize)]
struct Ready<'a> {
    #[serde(flatten)]
    case: &'a Case,
    /// The module, below `target`.
    wasm: PathBuf,
    expected: &'a Ended,
}

#[test]
fn the_corpus_ends_as_on_every_platform() {
    let cases = corpus();
    let ends: Vec<_> = cases.iter().map(Ended::natively).collect();
    leave(&cases, &ends);
    let fixed = cases.iter().zip(&ends).filter(|(case, _)| is_fixed(case));
    let actual: BTreeMap<_, _> = fixed.map(|(case, ended)| (&*case.name, ended)).collect();
    let file = root().join("tests/corpus/expected.json");
    if std::env::var_os("BLESS").is_some() {
        write(&file, &actual);
    }
    let expected = fs::read(&file).expect("tests/corpus/expected.json can be read");
    let expected: BTreeMap<String, Ended> = serde_json::from_slice(&expected).expect("it holds how runs end");
    assert!(expected.keys().eq(actual.keys()), "expected.json has other cases than corpus.json");
    for (name, actual) in actual {
        assert_eq!(*actual, expected[name], "{name}");
    }
}

/// Whether the module of `case` is this project's own, so that no toolchain changes what comes of it.
fn is_fixed(case: &Case) -> bool {
    !case.guest.starts_with("target")
}

/// Every kind of failure that comes neither from a clock nor from a caller.
const KINDS: [&str; 11] = [
    "bad_module",
    "bad_section",
    "missing_imports",
    "memory_limit",
    "out_of_fuel",
    "output_limit",
    "plugin_exit",
    "stack_exhausted",
    "trap",
    "unknown_abi",
    "usage",
];

#[test]
fn the_corpus_has_every_kind_of_error() {
    let expected = fs::read_to_string(root().join("tests/corpus/expected.json")).expect("it can be read");
    for kind in KINDS {
        assert!(expected.contains(&format!("\"kind\": \"{kind}\"")), "no case of the corpus ends with {kind}");
    }
}

/// Two runs on this machine end alike, the second of them among others.
#[test]
fn the_corpus_ends_alike_beside_other_runs() {
    let cases: Vec<_> = corpus().into_iter().filter(is_fixed).collect();
    std::thread::scope(|scope| {
        let runs: Vec<_> = cases.iter().map(|case| (case, scope.spawn(|| Ended::natively(case)))).collect();
        for (case, run) in runs {
            assert_eq!(run.join().expect("the run ends"), Ended::natively(case), "{}", case.name);
        }
    });
}

/// Writes `target/corpus`, of which `corpus.json` comes last: what it names is there.
fn leave(cases: &[Case], ends: &[Ended]) {
    let directory = root().join("target/corpus");
    fs::create_dir_all(&directory).expect("target/corpus can be made");
    let ready: Vec<_> = cases
        .iter()
        .zip(ends)
        .map(|(case, expected)| {
            let below = case.guest.strip_prefix("target").map(Path::to_owned);
            let wasm = below.unwrap_or_else(|_| {
                let name = case.guest.with_extension("wasm");
                let wasm = Path::new("corpus").join(name.file_name().expect("a guest has a name"));
                fs::write(root().join("target").join(&wasm), case.module()).expect("target/corpus can be written");
                wasm
            });
            Ready { case, wasm, expected }
        })
        .collect();
    write(&directory.join("corpus.json"), &ready);
}

/// Writes `value` as JSON to the file at `path`, all of it or nothing.
fn write(path: &Path, value: &impl Serialize) {
    let partial = path.with_extension("partial");
    let mut text = serde_json::to_vec_pretty(value).expect("strings and numbers make JSON");
    text.push(b'\n');
    fs::write(&partial, text).and_then(|()| fs::rename(&partial, path)).expect("the file can be written");
}
